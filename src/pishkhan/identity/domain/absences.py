"""Days away: who stands in for whom, entered by the person, their lead, or an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.identity.domain.standing_in import DEEPEST, private_offices
from pishkhan.identity.models import Absence, MembershipRow, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import GRANTS, Actor, Role
from pishkhan.plumbing.audit import Line

LONGEST = timedelta(days=366)
MOST = 40
"""Absences of one person that are not over."""
LONGEST_REASON = 200
COLLEAGUES = 1000
SHOWN = 50
"""Absences on one page."""


def _today_or_later(rows: QuerySet[Absence]) -> QuerySet[Absence]:
    return rows.filter(ended_at=None, until__gte=timezone.localdate())


def _held(person_id: UUID) -> QuerySet[MembershipRow]:
    today = timezone.localdate()
    return MembershipRow.objects.filter(Q(until=None) | Q(until__gte=today), person_id=person_id, since__lte=today)


def may_enter_for(actor: Actor, person_id: UUID, unit_id: UUID | None) -> bool:
    """Oneself; an administrator anybody of the institution; a lead or manager those of whose roles in the office they
    could do the work themselves, from a seat of their own."""
    if person_id == actor.me or actor.is_administrator:
        return True
    rows = _held(person_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    own = {(held.unit_id, role) for held in actor.memberships if held.of is None for role in GRANTS[held.role]}
    leads = {unit for unit, role in own if role is Role.LEAD}
    wanted = [(row.unit_id, Role(row.role)) for row in rows]
    return bool(wanted) and all(seat in own and seat[0] in leads for seat in wanted)


def visible_to(actor: Actor) -> QuerySet[Absence]:
    """One's own, as the absent and as the deputy; a lead's also those of the people of their offices; an administrator
    all of the institution."""
    rows = Absence.objects.filter(institution_id=actor.institution_id)
    if actor.is_administrator:
        return rows
    led = [held.unit_id for held in actor.memberships if held.of is None and Role.LEAD in GRANTS[held.role]]
    today = timezone.localdate()
    people = MembershipRow.objects.filter(Q(until=None) | Q(until__gte=today), unit_id__in=led).values("person_id")
    return rows.filter(Q(person_id=actor.me) | Q(deputy_id=actor.me) | Q(person_id__in=people))


def of_person(actor: Actor, person_id: UUID) -> list[Absence]:
    """Somebody's absences that are not over, the next first."""
    rows = _today_or_later(visible_to(actor)).filter(person_id=person_id)
    return list(rows.select_related("person", "deputy", "unit").order_by("since", "id")[:SHOWN])


def stood_in_by(actor: Actor) -> list[Absence]:
    """Absences in which the actor stands in, that are not over, the next first."""
    rows = _today_or_later(visible_to(actor)).filter(deputy_id=actor.me)
    return list(rows.select_related("person", "deputy", "unit").order_by("since", "id")[:SHOWN])


def of_people(people: Iterable[UUID]) -> dict[UUID, list[Absence]]:
    """Absences of some people that are not over, in one statement. The caller has decided that they may be seen."""
    found: dict[UUID, list[Absence]] = {}
    rows = _today_or_later(Absence.objects.filter(person_id__in=list(people)))
    for row in rows.select_related("deputy", "unit").order_by("since", "id")[:500]:
        found.setdefault(row.person_id, []).append(row)
    return found


def away_today(unit_id: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Those of some people who are away today from an office."""
    today = timezone.localdate()
    rows = Absence.objects.filter(
        Q(unit_id=None) | Q(unit_id=unit_id), person_id__in=list(people), ended_at=None, since__lte=today,
        until__gte=today,
    )  # fmt: skip
    return set(rows.values_list("person_id", flat=True))


def offices_of(actor: Actor, person_id: UUID) -> list[MembershipRow]:
    """Where a person of the actor's institution works today, for the choice of an office; nobody else's offices."""
    rows = _held(person_id).filter(unit__institution_id=actor.institution_id)
    return list(rows.select_related("unit").order_by("unit__sort_key", "id"))


def could_stand_in(actor: Actor, person_id: UUID) -> list[Person]:
    """Everybody else of the institution's staff, by name."""
    today = timezone.localdate()
    held = MembershipRow.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)
    rows = Person.objects.filter(
        institution_id=actor.institution_id, is_active=True, id__in=held.values("person_id")
    )
    return list(rows.exclude(id=person_id).only("full_name", "full_name_en").order_by("sort_key", "id")[:COLLEAGUES])


@transaction.atomic
def enter(
    *, actor: Actor, person_id: UUID, deputy_id: UUID | None, since: date, until: date, unit_id: UUID | None = None,
    reason: str = "",
) -> Absence:  # fmt: skip
    """Write down days away; from the first of them the deputy works at the desks of the absent.

    Raises DomainError not_found (not the actor's to enter, or nobody of staff), absence_days, absence_deputy,
    absence_circle, absence_twice, absence_many, absence_private, absence_named.
    """
    person = _staff(actor, person_id)
    if person is None or not may_enter_for(actor, person_id, unit_id):
        raise DomainError("not_found")
    # One at a time in the whole institution: two that make a circle together would each find none.
    audit.hold(actor.institution_id)
    _check_days(since, until)
    seats = [row for row in _held(person_id) if unit_id in (None, row.unit_id)]
    if not seats:
        raise DomainError("not_found")
    open_ones = _today_or_later(Absence.objects.filter(person_id=person_id))
    if open_ones.count() >= MOST:
        raise DomainError("absence_many", most=MOST)
    same = Q(unit=None) if unit_id is None else Q(unit_id=unit_id)
    if open_ones.filter(same, since__lte=until, until__gte=since).exists():
        raise DomainError("absence_twice")
    if deputy_id is not None:
        _check_deputy(actor, person_id, deputy_id, seats)
        _check_circle(person_id, deputy_id, unit_id, since, until)
    row = Absence.objects.create(
        institution_id=actor.institution_id, person_id=person_id, deputy_id=deputy_id, unit_id=unit_id, since=since,
        until=until, reason=clean_display(reason).strip()[:LONGEST_REASON], made_by=actor.me,
    )  # fmt: skip
    after = {"deputy": str(deputy_id or ""), "unit": str(unit_id or ""), "since": str(since), "until": str(until)}
    line = Line("absence.entered", "absence", row.id, after=after)
    audit.record(actor=actor, stream=person_id, lines=[line])
    return row


@transaction.atomic
def end(*, actor: Actor, absence_id: UUID) -> Absence:
    """The person is back, or will not be away: from now on nobody stands in. Raises DomainError not_found."""
    row = visible_to(actor).select_for_update(of=("self",)).filter(id=absence_id).first()
    if row is None or not may_enter_for(actor, row.person_id, row.unit_id):
        raise DomainError("not_found")
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        audit.record(actor=actor, stream=row.person_id, lines=[Line("absence.ended", "absence", row.id)])
    return row


def _staff(actor: Actor, person_id: UUID) -> Person | None:
    person = Person.objects.filter(id=person_id, institution_id=actor.institution_id, is_active=True).first()
    return person if person and _held(person_id).exists() else None


def _check_days(since: date, until: date) -> None:
    today = timezone.localdate()
    if since < today or until < since or until - today > LONGEST:
        raise DomainError("absence_days")


def _check_deputy(actor: Actor, person_id: UUID, deputy_id: UUID, seats: Iterable[MembershipRow]) -> None:
    if deputy_id == person_id or _staff(actor, deputy_id) is None:
        raise DomainError("absence_deputy")
    theirs = set(_held(deputy_id).values_list("unit_id", flat=True))
    closed = private_offices(actor.institution_id)
    for seat in seats:
        if seat.unit_id in closed and seat.unit_id not in theirs:
            raise DomainError("absence_private")
        if seat.role == Role.DEPUTY and not actor.is_administrator:
            raise DomainError("absence_named")


def _check_circle(person_id: UUID, deputy_id: UUID, unit_id: UUID | None, since: date, until: date) -> None:
    """Follow the deputies of the deputy through the days and the office: the desk must not come back."""
    meant = Q() if unit_id is None else Q(unit_id=None) | Q(unit_id=unit_id)
    seen, now = {deputy_id}, {deputy_id}
    while now:
        if person_id in now:
            raise DomainError("absence_circle")
        if len(seen) > DEEPEST ** 2:
            raise DomainError("absence_deep", most=DEEPEST)
        rows = Absence.objects.filter(meant, person_id__in=now, ended_at=None, since__lte=until, until__gte=since)
        now = {each for each in rows.values_list("deputy_id", flat=True) if each} - seen
        seen |= now
