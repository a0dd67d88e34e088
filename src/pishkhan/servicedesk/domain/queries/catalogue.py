"""What can be asked for, by whom, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from pishkhan.identity.api import Enrolment
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.remembering import remembered
from pishkhan.servicedesk.models import RequestGroup, RequestType


@dataclass(frozen=True, slots=True)
class Offer:
    """A type as one visitor sees it; `why` is a phrase code when it is closed to them."""

    type: RequestType
    why: str


def usable_by(kind: RequestType, enrolment: Enrolment) -> str:
    """Empty when the enrolment may use the type, else a phrase code."""
    if not kind.is_open:
        return "type_closed"
    statuses = kind.rules.get("statuses") or []
    if statuses and enrolment.status not in statuses:
        return "status_not_allowed"
    faculties = kind.rules.get("faculties") or []
    if faculties and enrolment.faculty.key not in faculties:
        return "faculty_not_allowed"
    return ""


def groups(institution_id: UUID) -> list[RequestGroup]:
    """Every group with its types, in the pack's order. Visible to visitors."""
    types = Prefetch("types", RequestType.objects.order_by("position", "id"))
    rows = RequestGroup.objects.filter(institution_id=institution_id).prefetch_related(types)
    return list(rows.order_by("position", "id"))


def request_type(institution_id: UUID, key: str) -> RequestType | None:
    """A type for pages; remembered for a few seconds per process. Filing reads it anew."""
    rows = RequestType.objects.filter(institution_id=institution_id, key=key)
    return remembered(f"type:{institution_id}:{key}", 10, rows.select_related("group", "institution").first)


def offer(kind: RequestType, enrolments: Sequence[Enrolment]) -> Offer:
    """Open when any of the enrolments may use it; else the first one's reason."""
    reasons = [usable_by(kind, enrolment) for enrolment in enrolments]
    if not reasons:
        return Offer(kind, "" if kind.is_open else "type_closed")
    return Offer(kind, "" if "" in reasons else reasons[0])


def types(institution_id: UUID) -> list[RequestType]:
    return _types(institution=institution_id)


@kept
def _types(*, institution: UUID) -> QuerySet[RequestType]:
    return RequestType.objects.filter(institution_id=institution).order_by("position", "id")
