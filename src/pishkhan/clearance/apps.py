from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "pishkhan.clearance"
    label = "clearance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pishkhan.clearance import rules  # noqa: F401 - registers the rules and actions of diagrams
