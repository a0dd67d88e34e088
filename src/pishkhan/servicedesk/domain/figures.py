"""Counting what each day brought. A day is counted as a whole and its figures put in the place of the old ones, so that
counting may be repeated at any time. What is taken back later changes days that are over: the days of a request that
is opened again are counted anew at once, all of the last weeks every night, older ones by `rebuild_figures`.

Rows without an office tell of requests; rows with one of the work of that office: `filed` are tasks that came to it,
`closed` and `withdrawn` stay nothing, scores are of requests it had a part in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.rows import Statement
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.models import DayFigures, Request, Return, Survey
from pishkhan.workflow import api as workflow

Place = tuple[UUID | None, UUID | None, UUID | None]
"""Service, faculty, office."""
Sums = dict[str, int]
_ALONE = Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(institution)s, 17))")


def count_day(institution_id: UUID, day: date) -> int:
    """Count a day anew; the number of rows it has. One at a time, so that who looked earlier does not write later."""
    span = bounds(day)
    found: dict[Place, Sums] = defaultdict(lambda: defaultdict(int))
    with transaction.atomic():
        _ALONE.row(institution=str(institution_id))
        for place, sums in _all(institution_id, *span):
            for name, value in sums.items():
                found[place][name] += value
        if not found:
            found[None, None, None] = {}  # a day of which nothing is to be told is counted, too
        DayFigures.objects.filter(institution_id=institution_id, day=day).delete()
        DayFigures.objects.bulk_create(
            DayFigures(
                institution_id=institution_id, day=day, type_id=kind, faculty_id=faculty, office_id=office, **sums
            )
            for (kind, faculty, office), sums in found.items()
        )  # fmt: skip
    if day == timezone.localdate():
        cache.set(f"figures-counted:{institution_id}", timezone.now(), _TOLD)
    return len(found)


def counted_at(institution_id: UUID) -> datetime | None:
    """When today was last counted; None where it is not known."""
    found: datetime | None = cache.get(f"figures-counted:{institution_id}")
    return found


def count_today() -> None:
    """Today of every institution, and first whatever days before were never counted."""
    today = timezone.localdate()
    for institution in organisation.institutions():
        for day in _missing(institution.id, today):
            count_day(institution.id, day)
        count_day(institution.id, today)


def count_latest() -> None:
    """Yesterday once more, when it is over, and the `LATEST` days: a station that is taken up again is not done any
    more on the day on which it was."""
    today = timezone.localdate()
    for institution in organisation.institutions():
        for ago in range(LATEST, 0, -1):
            day = today - timedelta(days=ago)
            if DayFigures.objects.filter(institution_id=institution.id, day=day).exists():
                count_day(institution.id, day)


def count_again(request_id: UUID) -> None:
    """The days on which a request ended, or had work done, or was rated, except today, which is counted anyway: it is
    open again, or rated otherwise, and they tell of it no more."""
    request = Request.objects.filter(id=request_id).first()
    if request is None:
        return
    moments = [task.done_at for task in workflow.tasks_of_case(request.case_id)]
    moments += Survey.objects.filter(request_id=request_id).values_list("answered_at", flat=True)
    days = {timezone.localtime(each).date() for each in moments if each} - {timezone.localdate()}
    for day in sorted(days)[-MOST_MISSING:]:
        count_day(request.institution_id, day)


def rebuild(institution_id: UUID, *, since: date | None = None) -> Iterator[date]:
    """Count every day anew, from the first request or a given day until today; each day once it is counted."""
    first, today = since or _first_day(institution_id), timezone.localdate()
    while first is not None and first <= today:
        count_day(institution_id, first)
        yield first
        first += timedelta(days=1)


_TOLD = 86_400
"""Seconds for which it is remembered when figures were counted."""
LATEST = 31
"""Days that are counted once more every night."""
MOST_MISSING = 40
"""Days that a job counts at once; a longer past is counted over several runs."""


def _missing(institution_id: UUID, today: date) -> list[date]:
    """Days since the last that was counted, from the first request when none was."""
    counted = DayFigures.objects.filter(institution_id=institution_id, day__lt=today).order_by("-day")
    last = counted.values_list("day", flat=True).first()
    first = last + timedelta(days=1) if last else _first_day(institution_id)
    days = (today - first).days if first else 0
    return [first + timedelta(days=number) for number in range(min(days, MOST_MISSING))] if first else []


def _first_day(institution_id: UUID) -> date | None:
    found = Request.objects.filter(institution_id=institution_id).aggregate(first=Min("created_at"))["first"]
    return timezone.localtime(found).date() if found else None


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day and of the next."""
    start, end = (timezone.make_aware(datetime.combine(each, time())) for each in (day, day + timedelta(days=1)))
    return start, end


# One statement for each kind ------------------------------------------------------------------------


def _all(institution_id: UUID, start: datetime, end: datetime) -> Iterator[tuple[Place, Sums]]:
    for read in (_filed, _closed, _returns, _answered, _scores, _came, _done):
        yield from read(institution_id, start, end)


def _grouped(rows: QuerySet[Any], place: tuple[str, ...], **sums: Any) -> Iterator[tuple[Place, Sums]]:
    for row in rows.order_by().values(*place).annotate(**sums):
        where = [row[name] for name in place]
        yield (where[0], where[1], where[2] if len(where) > 2 else None), {name: row[name] or 0 for name in sums}


OF_REQUEST = ("type_id", "enrolment__faculty_id")


def _filed(institution_id: UUID, start: datetime, end: datetime) -> Iterable[tuple[Place, Sums]]:
    rows = Request.objects.filter(institution_id=institution_id, created_at__gte=start, created_at__lt=end)
    return _grouped(rows, OF_REQUEST, filed=Count("id"))


def _closed(institution_id: UUID, start: datetime, end: datetime) -> Iterable[tuple[Place, Sums]]:
    rows = Request.objects.filter(institution_id=institution_id, closed_at__gte=start, closed_at__lt=end)
    gone = Q(customer_status=CustomerStatus.WITHDRAWN)
    return _grouped(rows, OF_REQUEST, closed=Count("id", filter=~gone), withdrawn=Count("id", filter=gone))


def _returns(institution_id: UUID, start: datetime, end: datetime) -> Iterator[tuple[Place, Sums]]:
    """For the request, and again for the office that sent it back."""
    rows = Return.objects.filter(request__institution_id=institution_id, created_at__gte=start, created_at__lt=end)
    place = ("request__type_id", "request__enrolment__faculty_id")
    yield from _grouped(rows, place, sent_back=Count("id"))
    yield from _grouped(rows.filter(office_id__isnull=False), (*place, "office_id"), sent_back=Count("id"))


def _answered(institution_id: UUID, start: datetime, end: datetime) -> Iterator[tuple[Place, Sums]]:
    """First answers, with the working seconds they took: the calendar is not known to the database."""
    calendar = organisation.calendar_of(institution_id)
    rows = Request.objects.filter(institution_id=institution_id, first_answer_at__gte=start, first_answer_at__lt=end)
    for kind, faculty, filed, answered in rows.order_by().values_list(*OF_REQUEST, "created_at", "first_answer_at"):
        took = calendar.between(filed, answered).total_seconds()
        yield (kind, faculty, None), {"first_answers": 1, "first_answer_s": int(took)}


def _scores(institution_id: UUID, start: datetime, end: datetime) -> Iterator[tuple[Place, Sums]]:
    """For the request, and again for every office that had a part in it."""
    rows = Survey.objects.filter(
        request__institution_id=institution_id, answered_at__gte=start, answered_at__lt=end, score__isnull=False
    )
    place = ("request__type_id", "request__enrolment__faculty_id")
    yield from _grouped(rows, place, scores=Count("id"), score_sum=Sum("score"))
    given = rows.order_by().values_list(*place, "request__case_id", "score")
    offices = workflow.offices_of_cases([case for _kind, _faculty, case, _score in given])
    for kind, faculty, case, score in given:
        for office in offices.get(case, ()):
            yield (kind, faculty, office), {"scores": 1, "score_sum": score}


def _tasks(institution_id: UUID) -> QuerySet[workflow.Task]:
    kind = Request.objects.filter(case_id=OuterRef("case_id")).order_by().values("type_id")
    rows = workflow.Task.objects.filter(case__institution_id=institution_id, office_id__isnull=False)
    return rows.annotate(kind=Subquery(kind))


OF_TASK = ("kind", "case__faculty_id", "office_id")


def _came(institution_id: UUID, start: datetime, end: datetime) -> Iterable[tuple[Place, Sums]]:
    rows = _tasks(institution_id).filter(created_at__gte=start, created_at__lt=end)
    return _grouped(rows, OF_TASK, filed=Count("id"))


def _done(institution_id: UUID, start: datetime, end: datetime) -> Iterable[tuple[Place, Sums]]:
    rows = _tasks(institution_id).filter(
        status=workflow.TaskStatus.DONE, done_at__gte=start, done_at__lt=end
    )
    return _grouped(
        rows, OF_TASK, tasks_done=Count("id"), tasks_late=Count("id", filter=Q(done_at__gt=F("due_at"))),
        spent_s=Coalesce(Sum("spent_s"), 0),
    )  # fmt: skip
