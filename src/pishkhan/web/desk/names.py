"""Requests and studies in words of the page's language."""

from __future__ import annotations

from pishkhan.identity.api import Enrolment
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.language import current


def of_request(request: servicedesk.Request) -> str:
    """«درخواست تسویه حساب، دانش‌آموخته»: the service, and the state of the studies it concerns."""
    parts = [pick(request.type.name), title(request.enrolment, "status")]
    return ("، " if current() == "fa" else ", ").join(part for part in parts if part)


def title(enrolment: Enrolment, name: str) -> str:
    """The words of field, degree, status or admission_type as they were when the record was made."""
    return pick(enrolment.titles.get(name)) or str(getattr(enrolment, name))
