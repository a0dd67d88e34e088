"""News that workflow acts on."""

from __future__ import annotations

from pishkhan.identity import api as identity
from pishkhan.organisation.events import CalendarChanged
from pishkhan.plumbing import jobs
from pishkhan.plumbing.events import subscribe
from pishkhan.workflow import tasks
from pishkhan.workflow.domain import migration, offices, rescheduling
from pishkhan.workflow.events import MigrationConfirmed

identity.private_offices_come_from(offices.private_offices)


@subscribe(MigrationConfirmed, slow=True)
def migrate_cases(event: MigrationConfirmed) -> None:
    migration.carry_on(event.migration_id)


@subscribe(CalendarChanged, slow=True)
def recount_deadlines(event: CalendarChanged) -> None:
    rescheduling.recount(event.institution_id)
    jobs.defer(tasks.recount_latest, later=tasks.ALL_KNOW, institution_id=str(event.institution_id))
