"""News that workflow acts on."""

from __future__ import annotations

from pishkhan.identity import api as identity
from pishkhan.plumbing.events import subscribe
from pishkhan.workflow.domain import migration, offices
from pishkhan.workflow.events import MigrationConfirmed

identity.private_offices_come_from(offices.private_offices)


@subscribe(MigrationConfirmed, slow=True)
def migrate_cases(event: MigrationConfirmed) -> None:
    migration.carry_on(event.migration_id)
