"""What happened to a person that rooms above act on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pishkhan.plumbing.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRenamed(Event):
    """These people are called otherwise than before; one event for a batch of a list."""

    person_ids: tuple[UUID, ...]
