"""News that workflow acts on."""

from __future__ import annotations

from pishkhan.plumbing.events import subscribe
from pishkhan.workflow.domain import migration
from pishkhan.workflow.events import MigrationConfirmed


@subscribe(MigrationConfirmed, slow=True)
def migrate_cases(event: MigrationConfirmed) -> None:
    migration.carry_on(event.migration_id)
