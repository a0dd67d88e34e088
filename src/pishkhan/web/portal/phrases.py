"""Words of the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_closed(code: str) -> str:
    """Why a service is closed to the visitor; empty when it is open."""
    if not code:
        return ""
    return {
        "type_closed": _("This service is closed at the moment."),
        "status_not_allowed": _("This service is not for your study status."),
        "faculty_not_allowed": _("This service is not for your faculty."),
    }.get(code, _("This service is not open to you now."))
