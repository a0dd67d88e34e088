"""What can be asked for, by whom, when, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from pishkhan.identity.api import Enrolment
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Membership
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.remembering import remembered
from pishkhan.servicedesk.models import RequestGroup, RequestType

TIMES = frozenset({"type_closed", "opens_later", "closed_since"})
"""Reasons that hold for everybody; others are about who asks."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A type as one visitor sees it; `why` is a phrase code when it is closed to them. `hidden`: it is not for them
    and tells them nothing."""

    type: RequestType
    why: str
    hidden: bool = False


def usable_by(kind: RequestType, enrolment: Enrolment, actor: Actor | None = None) -> str:
    """Empty when the enrolment may use the type now, else a phrase code. `actor` is who holds it: a type for staff
    looks at their memberships."""
    refused = _as_student(kind, enrolment)
    if refused and not _is_for_staff(kind, actor):
        return refused
    return closed_now(kind)


def closed_now(kind: RequestType, at: datetime | None = None) -> str:
    """Why nobody may use the type at this moment, else empty."""
    at = at or timezone.now()
    if not kind.is_open:
        return "type_closed"
    if kind.opens_at and at < kind.opens_at:
        return "opens_later"
    return "closed_since" if kind.closes_at and at >= kind.closes_at else ""


def _as_student(kind: RequestType, enrolment: Enrolment) -> str:
    rules = kind.rules
    if "student" not in (rules.get("audience") or ["student"]):
        return "staff_only"
    asked = (
        ("statuses", enrolment.status, "status_not_allowed"), ("degrees", enrolment.degree, "degree_not_allowed"),
        ("admission_types", enrolment.admission_type, "admission_not_allowed"),
    )  # fmt: skip
    for name, value, refusal in asked:
        if (allowed := rules.get(name)) and value not in allowed:
            return refusal
    if (faculties := rules.get("faculties")) and enrolment.faculty.key not in faculties:
        return "faculty_not_allowed"
    years = rules.get("entry_years") or {}
    if not years.get("from", 0) <= enrolment.entry_year <= years.get("to", 9999):
        return "year_not_allowed"
    return ""


def _is_for_staff(kind: RequestType, actor: Actor | None) -> bool:
    """Whether the type is for the actor by their memberships; `roles` and `units` narrow it."""
    rules = kind.rules
    if actor is None or "staff" not in rules.get("audience", ()):
        return False
    held: Sequence[Membership] = actor.memberships
    if roles := rules.get("roles"):
        held = [membership for membership in held if membership.role in roles]
    if held and (units := rules.get("units")):
        known = organisation.units_by_id([membership.unit_id for membership in held])
        held = [membership for membership in held if known[membership.unit_id].key in units]
    return bool(held)


def offer(kind: RequestType, enrolments: Sequence[Enrolment], actor: Actor | None = None) -> Offer:
    """Open when any of the enrolments may use it; else the first one's reason, and that of time when the type is for
    one of them. A stranger is told about time alone, and of a hidden type nothing."""
    hides = bool(kind.rules.get("hidden_from_others"))
    reasons = [usable_by(kind, enrolment, actor) for enrolment in enrolments]
    if not reasons:
        return Offer(kind, closed_now(kind), hidden=hides)
    why = next((reason for reason in reasons if not reason or reason in TIMES), reasons[0])
    return Offer(kind, why, hidden=hides and why not in {"", *TIMES})


def groups(institution_id: UUID) -> list[RequestGroup]:
    """Every group with its types, in the pack's order. What of it a visitor sees, `offer` says."""
    types = Prefetch("types", RequestType.objects.order_by("position", "id"))
    rows = RequestGroup.objects.filter(institution_id=institution_id).prefetch_related(types)
    return list(rows.order_by("position", "id"))


def request_type(institution_id: UUID, key: str) -> RequestType | None:
    """A type for pages; remembered for a few seconds per process. Filing reads it anew."""
    rows = RequestType.objects.filter(institution_id=institution_id, key=key)
    return remembered(f"type:{institution_id}:{key}", 10, rows.select_related("group", "institution").first)


def public_types(institution_id: UUID) -> list[RequestType]:
    """Those of which everybody may read."""
    return [kind for kind in types(institution_id) if not kind.rules.get("hidden_from_others")]


def types(institution_id: UUID) -> list[RequestType]:
    return _types(institution=institution_id)


@kept
def _types(*, institution: UUID) -> QuerySet[RequestType]:
    return RequestType.objects.filter(institution_id=institution).order_by("position", "id")
