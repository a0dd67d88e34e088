"""What happened to a due."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChanged(Event):
    """An entry was added. `request_id` is the request in whose case the due was recorded, if any."""

    due_id: UUID
    office_id: UUID
    request_id: UUID | None
