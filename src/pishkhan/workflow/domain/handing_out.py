"""Giving work to who has least of it: by an office's rule when a task opens, or when a lead asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.db.models import Count

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement
from pishkhan.workflow.domain import registry
from pishkhan.workflow.domain.errors import NotYours
from pishkhan.workflow.enums import TaskStatus
from pishkhan.workflow.models import Assigning, Case, DeskRule, Task

KNOWN_FOR = 30
"""Seconds for which a process remembers the rules of an institution's offices."""
DESKS = frozenset({Role.EXPERT, Role.LEAD})
"""Desks whose tasks an expert may be given. A faculty deputy's is theirs alone (B20)."""

_LEAST = Statement("""
    SELECT p.id FROM unnest(%(able)s::uuid[]) AS p(id)
    LEFT JOIN (
        SELECT assignee_id, count(*) AS open, max(created_at) AS newest FROM workflow_task
        WHERE status = 'ready' AND assignee_id = ANY(%(able)s::uuid[]) GROUP BY assignee_id
    ) held ON held.assignee_id = p.id
    LEFT JOIN LATERAL (
        SELECT created_at AS newest FROM workflow_task WHERE status = 'done' AND assignee_id = p.id
        ORDER BY created_at DESC LIMIT 1
    ) done ON true
    ORDER BY coalesce(held.open, 0), greatest(held.newest, done.newest) NULLS FIRST, p.id LIMIT 1
""")


def rules_of(institution_id: UUID) -> Mapping[UUID, str]:
    """How offices that have a rule hand out; all others wait for somebody to take or give."""
    rows = DeskRule.objects.filter(institution_id=institution_id)
    found = remembered(_name(institution_id), KNOWN_FOR, lambda: (dict(rows.values_list("office_id", "assigns")),))
    return found[0] if found else {}


def _name(institution_id: UUID) -> str:
    return f"handing-out:{institution_id}"


def rule_of(institution_id: UUID, office_id: UUID) -> str:
    """As it stands in the database."""
    row = DeskRule.objects.filter(institution_id=institution_id, office_id=office_id).first()
    return row.assigns if row else Assigning.POOL


@transaction.atomic
def set_rule(*, actor: Actor, office_id: UUID, assigns: str) -> None:
    """How an office hands out new tasks, by its lead. Other processes follow within half a minute.

    Raises NotYours, DomainError rule_wrong.
    """
    if not actor.sits_at(office_id, Role.LEAD):
        raise NotYours
    if assigns not in Assigning.values:
        raise DomainError("rule_wrong")
    row, _ = DeskRule.objects.select_for_update().get_or_create(
        office_id=office_id, defaults={"institution_id": actor.institution_id}
    )
    before, row.assigns = row.assigns, assigns
    row.save(update_fields=["assigns"])
    line = Line("desk.rule", "office", office_id, before={"assigns": before}, after={"assigns": assigns})
    audit.record(actor=actor.seated(office_id, Role.LEAD), stream=office_id, lines=[line])
    caches["local"].delete(_name(actor.institution_id))


def hand_out(case: Case, tasks: Iterable[Task], actor: Actor | None = None) -> None:
    """Name the holder of tasks about to be opened, where their office's rule says so. Nobody gets their own request:
    `actor` files it where it is not yet there."""
    rules = rules_of(case.institution_id)
    for task in tasks:
        if rules.get(task.office_id or UUID(int=0)) == Assigning.LEAST_LOADED and task.wants_role in DESKS:
            task.assignee_id = _choose(case, task, actor)


def _choose(case: Case, task: Task, actor: Actor | None = None) -> UUID | None:
    applicant = registry.applicant_of(case) or (actor.person_id if actor else None)
    return least_loaded(task.office_id, but=[applicant] if applicant else ()) if task.office_id else None


def least_loaded(office_id: UUID, *, but: Collection[UUID] = ()) -> UUID | None:
    """Of the experts who are present, who has the fewest open tasks; of several, who has waited longest for a new
    one. None where nobody is there."""
    experts = [one.id for one in identity.staff_of(office_id, [Role.EXPERT]) if one.id not in but]
    away = identity.absences.away_today(office_id, experts) if experts else set()
    able = [each for each in experts if each not in away]
    found = _LEAST.row(able=able) if able else None
    return found[0] if found else None


def for_task(task: Task) -> UUID:
    """Whom a lead's «to the least loaded» means. Raises DomainError nobody_present."""
    found = _choose(task.case, task)
    if found is None:
        raise DomainError("nobody_present")
    return found


def loads(people: Collection[UUID]) -> dict[UUID, int]:
    """Open tasks by who holds them. The caller has decided that they may be seen."""
    rows = Task.objects.filter(status=TaskStatus.READY, assignee_id__in=people).order_by()
    return {who: n for who, n in rows.values_list("assignee_id").annotate(n=Count("id")) if who}
