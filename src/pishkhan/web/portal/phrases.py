"""Words of the portal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components import dates


def why_closed(code: str, kind: servicedesk.RequestType | None = None) -> str:
    """Why a service is closed to the visitor; empty when it is open. Of a `kind` that opens later it says when."""
    if not code:
        return ""
    if kind and (at := {"opens_later": kind.opens_at, "closed_since": kind.closes_at}.get(code)):
        words = _("This service opens on %(when)s.") if code == "opens_later" else _("This service closed on %(when)s.")
        return words % {"when": dates.spoken(at)}
    return {
        "profile_incomplete": _("Every service is closed until you complete your profile and it is approved."),
        "profile_waiting": _("Your profile waits for approval. Every service is closed until then."),
        "profile_returned": _("Your profile came back to be corrected. Every service is closed until it is approved."),
        "profile_refused": _("Your registration was refused. No request can be filed."),
        "type_closed": _("This service is closed at the moment."),
        "opens_later": _("This service is closed at the moment."),
        "closed_since": _("This service is closed at the moment."),
        "degree_not_allowed": _("This service is not for your degree."),
        "admission_not_allowed": _("This service is not for your type of admission."),
        "year_not_allowed": _("This service is not for your entry year."),
        "staff_only": _("This service is for staff."),
        "status_not_allowed": _("This service is not for your study status."),
        "faculty_not_allowed": _("This service is not for your faculty."),
    }.get(code, _("This service is not open to you now."))
