"""What became of the rows so far, as it is kept beside an import and shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pishkhan.identity.domain.bringing.planning import Outcome, Plan

MOST_FAULTS, MOST_NOTES, MOST_ROWS = 1000, 300, 200
"""Kept by line; the rest is counted."""


class Tally:
    """Counts and lists that go on where stored ones ended."""

    def __init__(self, counts: dict[str, Any] | None = None, faults: list[dict[str, Any]] | None = None) -> None:
        self.counts: dict[str, Any] = {
            "done": 0, "faults": 0, "notes": 0, "fields": {}, "rows": [], **dict.fromkeys(Outcome, 0),
            **(counts or {}),
        }  # fmt: skip
        self.faults = list(faults or [])

    def add(self, plans: Iterable[Plan]) -> None:
        for plan in plans:
            self.counts["done"] += 1
            self.counts[plan.outcome] += 1
            for name in plan.fields:
                self.counts["fields"][name] = self.counts["fields"].get(name, 0) + 1
            if plan.fields and len(self.counts["rows"]) < MOST_ROWS:
                self.counts["rows"].append([plan.row.line, plan.fields])
            self._keep(plan)

    def _keep(self, plan: Plan) -> None:
        for fault in plan.row.faults:
            self.counts["faults"] += 1
            if self.counts["faults"] <= MOST_FAULTS:
                self.faults.append(fault.stored())
        for note in plan.row.notes:
            self.counts["notes"] += 1
            if self.counts["notes"] <= MOST_NOTES:
                self.faults.append(note.stored())
