"""Why a verb of workflow did nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pishkhan.kernel.errors import DomainError


class NotYours(DomainError):
    """No such thing for this actor; says nothing about whether it exists."""

    def __init__(self) -> None:
        super().__init__("not_found")


class AlreadyDone(DomainError):
    """Somebody finished or took the task before. `by` is a person id; `same` says it was this actor."""

    def __init__(self, *, by: UUID | None, at: datetime | None, same: bool = False) -> None:
        super().__init__("already_done")
        self.by, self.at, self.same = by, at, same


class Changed(DomainError):
    """The page was made from an older state of the task. The text on it is kept by the page."""

    def __init__(self, *, by: UUID | None = None, at: datetime | None = None) -> None:
        super().__init__("task_changed")
        self.by, self.at = by, at


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why a task cannot be sent on, as a phrase code with its values; `field` when one is to blame."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str = ""


class Blocked(DomainError):
    """Send is blocked; every reason at once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__("blocked")
        self.blocks = tuple(blocks)
