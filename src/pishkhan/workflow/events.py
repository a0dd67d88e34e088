"""What happened to a case."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """Anything about the open tasks of a case changed. Meant for inline subscribers that keep a summary."""

    case_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFinished(Event):
    """The last token is gone. Announced after CaseMoved, in the same transaction."""

    case_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksOpened(Event):
    """Stations have work on their desks since one move of a case. Announced before CaseMoved, in its transaction."""

    case_id: UUID
    request_id: UUID
    task_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationConfirmed(Event):
    """Open cases are to be taken to another version; the job that hears of it does so."""

    migration_id: UUID
