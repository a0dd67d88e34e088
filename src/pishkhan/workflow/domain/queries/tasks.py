"""Which tasks an actor may see and work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from pishkhan.identity import api as identity
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.kept import kept
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Task


def at_desks(
    roles: Collection[Collection[str]], *, units: Collection[UUID], offices: Collection[UUID], me: UUID,
    absent: Collection[UUID] = (), absent_at: Collection[UUID] = (),
) -> Q:  # fmt: skip
    """Tasks within a `Reach`, given in its parts. What a lead gave somebody is theirs only while they work in that
    office (B22), and their deputy's while they are away."""
    wanted = Q(pk__in=[])
    for served, unit in zip(roles, units, strict=True):
        wanted |= Q(office_id=unit, wants_role__in=served)
    for person, office in zip(absent, absent_at, strict=True):
        wanted |= Q(assignee_id=person, office_id=office)
    return wanted | Q(assignee_id=me, office_id__in=offices) if offices else wanted


def _desks(actor: Actor) -> Q:
    reach = reach_of(actor)
    return at_desks(reach.roles, **reach.values)


def workable_by(actor: Actor) -> QuerySet[Task]:
    """Tasks at the actor's desks, and tasks a lead gave to the actor. Jobs may work on all of their institution."""
    rows = Task.objects.filter(case__institution_id=actor.institution_id)
    return rows if actor.via is Via.JOB else rows.filter(_desks(actor))


visible_to = workable_by

WORKABLE = """(%(everybody)s
    OR (t.office_id, t.wants_role) IN (SELECT * FROM unnest(%(desks)s::uuid[], %(roles)s::text[]))
    OR (t.assignee_id, t.office_id) IN (SELECT * FROM unnest(%(holders)s::uuid[], %(offices)s::uuid[])))"""
"""`workable_by` for statements written out, of a task `t`; the institution is asked beside it. Values: `standing`."""


def standing(actor: Actor | None) -> dict[str, object]:
    """The values of `WORKABLE` for an actor; None stands for a verb that acts for the student."""
    desks = [] if actor is None else list(actor.desks())
    given = [] if actor is None else actor.given()
    return {
        "everybody": actor is None or actor.via is Via.JOB,
        "desks": [unit for unit, _ in desks], "roles": [role.value for _, role in desks],
        "holders": [person for person, _ in given], "offices": [office for _, office in given],
    }  # fmt: skip


def ready_in(actor: Actor, offices: Collection[UUID] | None = None) -> QuerySet[Task]:
    """Open tasks of the actor's desks as one set. For pages of very many, `ready_at` and `ready_given`."""
    rows = Task.objects.filter(status=TaskStatus.READY).filter(_desks(actor))
    return rows.filter(office_id__in=offices) if offices is not None else rows


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an actor's open tasks lie, one stretch of an index each: the desks of `units` (with the roles served at
    each), what a lead gave to `me` in one of `offices`, and what each of the `absent` has in the office of the same
    place in `absent_at`. Apart, every stretch comes in its index's order; the OR of them all would be read and sorted
    whole. A task may be in two of them."""

    roles: tuple[tuple[str, ...], ...]
    units: list[UUID]
    offices: list[UUID]
    me: UUID
    absent: list[UUID]
    absent_at: list[UUID]

    @property
    def values(self) -> dict[str, Any]:
        """All but the roles, by the names `at_desks` takes them."""
        return {
            "units": self.units, "offices": self.offices, "me": self.me, "absent": self.absent,
            "absent_at": self.absent_at,
        }  # fmt: skip


def reach_of(actor: Actor, office: UUID | None = None) -> Reach:
    """All of the actor's desks, or those in one office."""
    held: dict[UUID, list[str]] = defaultdict(list)
    for unit, role in sorted(actor.desks()):
        if office is None or unit == office:
            held[unit].append(role.value)
    offices = sorted(actor.units() if office is None else actor.units() & {office})
    away = [(person, at) for person, at in actor.given() if person != actor.me and office in (None, at)]
    return Reach(
        tuple(tuple(roles) for roles in held.values()), list(held), offices, actor.me,
        [person for person, _ in away], [at for _, at in away],
    )  # fmt: skip


def ready_at(roles: Collection[Collection[str]], units: Collection[UUID]) -> list[QuerySet[Task]]:
    """Open tasks of each desk. Offices belong to one institution, so no join is needed."""
    ready = Task.objects.filter(status=TaskStatus.READY)
    return [ready.filter(office_id=unit, wants_role__in=served) for served, unit in zip(roles, units, strict=True)]


def ready_given(
    me: UUID, offices: Collection[UUID], absent: Collection[UUID] = (), absent_at: Collection[UUID] = ()
) -> list[QuerySet[Task]]:
    """Open tasks given to somebody, where they work, and to those they stand in for; no list for somebody who works
    nowhere."""
    ready = Task.objects.filter(status=TaskStatus.READY)
    rows = [ready.filter(assignee_id=who, office_id=at) for who, at in zip(absent, absent_at, strict=True)]
    return [ready.filter(assignee_id=me, office_id__in=offices), *rows] if offices else rows


def tasks_of_case(case_id: UUID) -> list[Task]:
    """Every task a case ever had, oldest first. The caller has decided that its actor may see the case."""
    return list(Task.objects.filter(case_id=case_id).order_by("created_at", "id"))


def open_tasks_of_case(case_id: UUID) -> list[Task]:
    rows = Task.objects.filter(case_id=case_id, status=TaskStatus.READY)
    return list(rows.order_by("created_at", "id"))


def walked(case_id: UUID) -> list[Task]:
    """Every task of a case with its case, the name of who did or holds it (`holder`) and on whose behalf it was done
    (`instead_of`), oldest first."""
    return _walked(case=case_id)


@kept
def _walked(*, case: UUID) -> QuerySet[Task]:
    rows = with_holder(Task.objects.filter(case_id=case).select_related("case")).order_by("created_at", "id")
    absent = audit.on_behalf_of(OuterRef(OuterRef("pk")), "task.done")
    return rows.annotate(instead_of=identity.name_of(absent))


def with_holder(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with `holder`, the full name of who did them, else of who holds them; None for nobody."""
    return rows.annotate(holder=identity.name_of(Coalesce(OuterRef("done_by"), OuterRef("assignee_id"))))


def holder_of(task: Task) -> str:
    """The name a task of `walked` or `with_holder` carries; empty for nobody."""
    return getattr(task, "holder", None) or ""


def instead_of(task: Task) -> str:
    """For a task of `walked`: the absent colleague whose seat it was done from; empty where it was one's own."""
    return getattr(task, "instead_of", None) or ""


def ready_among(tasks: Collection[UUID]) -> set[UUID]:
    """Those of some tasks that are still to be done."""
    return set(Task.objects.filter(id__in=tasks, status=TaskStatus.READY).values_list("id", flat=True))


def offices_of_cases(cases: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Every office that had a task of each case."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Task.objects.filter(case_id__in=cases, office_id__isnull=False).order_by()
    for case, office in rows.values_list("case_id", "office_id").distinct() if cases else ():
        if office is not None:
            found[case].add(office)
    return found


def open_work(offices: Collection[UUID], now: datetime) -> dict[UUID, tuple[int, int]]:
    """Open tasks of each office and how many of them are past their deadline."""
    rows = Task.objects.filter(status=TaskStatus.READY, office_id__in=offices).order_by()
    late = Count("id", filter=Q(due_at__lt=now, paused_at=None))
    return {office: (n, m) for office, n, m in rows.values_list("office_id").annotate(n=Count("id"), m=late)}


SUMMED_UP = """
    SELECT CASE
        WHEN bool_or(t.status = 'ready' AND t.returned) THEN %(student)s
        WHEN bool_or(t.status = 'ready' AND t.debt_held) THEN %(debt)s
        WHEN bool_or(t.status = 'ready' AND t.visit_open) THEN %(visit)s
        WHEN bool_or(t.status = 'ready' AND t.assignee_id IS NOT NULL OR t.status = 'done') THEN %(begun)s
    END AS word, coalesce(bool_or(t.status = 'done' OR t.returned OR t.debt_held OR t.visit_open), false) AS answered
    FROM workflow_task t WHERE t.case_id = %(case)s
"""
"""One of four given words for a case, for use inside a statement: what its open tasks wait for, in this order of
weight; `begun` when nothing waits but somebody took or did a task; null for an untouched case. And whether an office
has done anything that the student is told of."""


def answers_of(task: Task, *, sensitive: bool) -> dict[str, Any]:
    """The answers of a step form; with the sealed ones only for readers of the station's own office (B22)."""
    return {**task.form_data, **((task.form_sealed or {}) if sensitive else {})}
