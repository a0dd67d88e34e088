"""The app that carries templates and static files; it has no models."""

from __future__ import annotations

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Registered so that Django finds the static files and the template tags."""

    name = "pishkhan.web.components"
    label = "components"

    def ready(self) -> None:
        from pishkhan.web.desk import export_tables  # noqa: F401 - makes the files of exported lists
