"""Words of the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_closed(code: str) -> str:
    """Why a service is closed to the visitor; empty when it is open."""
    if not code:
        return ""
    return {
        "profile_incomplete": _("Every service is closed until you complete your profile and it is approved."),
        "profile_waiting": _("Your profile waits for approval. Every service is closed until then."),
        "profile_returned": _("Your profile came back to be corrected. Every service is closed until it is approved."),
        "profile_refused": _("Your registration was refused. No request can be filed."),
        "type_closed": _("This service is closed at the moment."),
        "status_not_allowed": _("This service is not for your study status."),
        "faculty_not_allowed": _("This service is not for your faculty."),
    }.get(code, _("This service is not open to you now."))
