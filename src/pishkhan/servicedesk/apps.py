from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "pishkhan.servicedesk"
    label = "servicedesk"
    default_auto_field = "django.db.models.BigAutoField"
