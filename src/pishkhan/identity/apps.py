from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "pishkhan.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pishkhan.identity.domain import heard  # noqa: F401 - needs the tables of all rooms; heard by being read
