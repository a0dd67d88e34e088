"""What a move answers: the new marking and everything the caller must write down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pishkhan.workflow.engine.marking import Marking, Place


@dataclass(frozen=True, slots=True)
class TimerSet:
    """Arm a timer: `node` is the boundary event, `task` the node it sits on, `duration` ISO 8601."""

    scope: str
    node: str
    task: str
    duration: str
    working: bool


@dataclass(frozen=True, slots=True)
class Action:
    """A named action of a script task that was passed."""

    scope: str
    node: str
    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The outcome of one move. Write in this order: `cancelled` and `timers_cancelled`, then `opened` and
    `timers_set` (going back may cancel and reopen the same place). `data` is the whole new case data."""

    marking: Marking
    opened: tuple[Place, ...]
    cancelled: tuple[Place, ...]
    timers_set: tuple[TimerSet, ...]
    timers_cancelled: tuple[Place, ...]
    actions: tuple[Action, ...]
    data: Mapping[str, Any]
    finished: bool
