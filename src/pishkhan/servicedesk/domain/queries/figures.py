"""Figures of some days against as many before them, for those who lead: read from what `domain/figures.py` counted, and
what is open now from the indexes of open requests and open tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.figures import counted_at
from pishkhan.servicedesk.domain.queries.exports import leads
from pishkhan.servicedesk.models import DayFigures, Request
from pishkhan.workflow import api as workflow

AGES = (1, 3, 7, 14, 30)
"""Ends of the bands of age, in days; the last band has no end."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures added up. Times are working seconds. Of an office, `filed` are tasks that came to it."""

    filed: int = 0
    closed: int = 0
    withdrawn: int = 0
    sent_back: int = 0
    tasks_done: int = 0
    tasks_late: int = 0
    spent_s: int = 0
    first_answers: int = 0
    first_answer_s: int = 0
    scores: int = 0
    score_sum: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, each) + getattr(other, each) for each in NAMES))

    @property
    def first_answer(self) -> int | None:
        """Mean seconds to the first answer; None where there was none."""
        return self.first_answer_s // self.first_answers if self.first_answers else None

    @property
    def spent(self) -> int | None:
        """Mean seconds of work on a task."""
        return self.spent_s // self.tasks_done if self.tasks_done else None

    @property
    def score(self) -> float | None:
        """Mean of the answers after closing, 1 to 5."""
        return self.score_sum / self.scores if self.scores else None


NAMES = tuple(each.name for each in fields(Sums))


@dataclass(frozen=True, slots=True)
class Asked:
    """Days from `first` to `last`, and what narrows them. An office narrows to its work."""

    first: date
    last: date
    office: UUID | None = None
    faculty: UUID | None = None
    type_id: UUID | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class OfOffice:
    """An office's work in these days, and what lies open there now."""

    office_id: UUID
    sums: Sums
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`of_house`: they tell of requests, else of the work of offices. `ages` are counts by band of `AGES`, of what is
    open now; the days are as they were at `counted_at`."""

    of_house: bool
    now: Sums
    before: Sums
    days: Sequence[tuple[date, Sums]]
    offices: Sequence[OfOffice]
    ages: Sequence[int]
    counted_at: datetime | None = None


def offices_of(actor: Actor) -> list[UUID]:
    """The offices an actor may see figures of: those they answer for. Empty: none."""
    return sorted(workflow.overseen(actor))


def figures(actor: Actor, asked: Asked) -> Figures:
    """What the actor may see. An office that is not theirs counts as not asked for. Nobody who leads nothing comes here
    (`leads`): for them everything is empty."""
    mine = offices_of(actor) if leads(actor) else []
    office = asked.office if asked.office in mine else None
    of_house = actor.is_administrator and office is None
    offices = [office] if office else mine
    table = _table(actor, asked, offices, of_house)
    days = [asked.first + timedelta(days=number) for number in range(asked.days)]
    shown: dict[date, Sums] = defaultdict(Sums)
    by_office: dict[UUID, Sums] = defaultdict(Sums)
    before = Sums()
    for (day, where), sums in table.items():
        if where is not None and day >= asked.first:
            by_office[where] += sums
        if (where is None) == of_house:
            if day < asked.first:
                before += sums
            else:
                shown[day] += sums
    by_day = [(day, shown[day]) for day in days]
    total = sum((sums for _day, sums in by_day), Sums())
    return Figures(
        of_house=of_house, now=total, before=before, days=by_day, offices=_offices(offices, by_office),
        ages=_ages(actor, asked, None if of_house else offices), counted_at=counted_at(actor.institution_id),
    )  # fmt: skip


def _table(
    actor: Actor, asked: Asked, offices: Collection[UUID], of_house: bool
) -> dict[tuple[date, UUID | None], Sums]:
    rows = DayFigures.objects.filter(
        institution_id=actor.institution_id, day__gte=asked.first - timedelta(days=asked.days), day__lte=asked.last
    )
    if asked.faculty:
        rows = rows.filter(faculty_id=asked.faculty)
    if asked.type_id:
        rows = rows.filter(type_id=asked.type_id)
    wanted = Q(office_id__in=list(offices))
    rows = rows.filter(wanted | Q(office_id=None) if of_house else wanted)
    found = rows.order_by().values_list("day", "office_id").annotate(*(Sum(name) for name in NAMES))
    return {(day, office): Sums(*(value or 0 for value in sums)) for day, office, *sums in found}


def _offices(offices: Collection[UUID], by_office: dict[UUID, Sums]) -> list[OfOffice]:
    """Those with work, the most working time for a task first."""
    lies = workflow.open_work(list(offices), timezone.now())
    found = [
        OfOffice(each, by_office.get(each, Sums()), *lies.get(each, (0, 0)))
        for each in offices
        if each in by_office or each in lies
    ]
    return sorted(found, key=lambda each: (-(each.sums.spent or 0), -each.open, str(each.office_id)))


def _ages(actor: Actor, asked: Asked, offices: Collection[UUID] | None) -> list[int]:
    """Open requests, or open tasks of offices, by how long they have been open."""
    now = timezone.now()
    rows = _open_requests(actor, asked) if offices is None else _open_tasks(actor, asked, offices)
    ends = [now - timedelta(days=days) for days in AGES]
    bands = [Q(created_at__gt=ends[0])]
    bands += [Q(created_at__lte=young, created_at__gt=old) for young, old in pairwise(ends)]
    bands.append(Q(created_at__lte=ends[-1]))
    counts = {f"n{place}": Count("created_at", filter=band) for place, band in enumerate(bands)}
    counted = rows.order_by().aggregate(**counts)
    return [counted[f"n{place}"] for place in range(len(bands))]


def _open_requests(actor: Actor, asked: Asked) -> QuerySet[Any]:
    rows = Request.objects.filter(institution_id=actor.institution_id, closed_at=None)
    rows = rows.filter(type_id=asked.type_id) if asked.type_id else rows
    return rows.filter(enrolment__faculty_id=asked.faculty) if asked.faculty else rows


def _open_tasks(actor: Actor, asked: Asked, offices: Collection[UUID]) -> QuerySet[Any]:
    rows = workflow.Task.objects.filter(status=workflow.TaskStatus.READY, office_id__in=list(offices))
    if asked.type_id:
        of_kind = Request.objects.filter(institution_id=actor.institution_id, type_id=asked.type_id)
        rows = rows.filter(case_id__in=of_kind.values("case_id"))
    return rows.filter(case__faculty_id=asked.faculty) if asked.faculty else rows
