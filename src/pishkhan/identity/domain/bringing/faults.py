"""What is wrong with a row, or worth knowing of it: by line and column, as codes; never the values themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` counts from 1, the header's; `column` is a key of `columns`, empty for the whole row. `is_note`: the row
    is brought in all the same."""

    line: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_note: bool = False

    def stored(self) -> dict[str, Any]:
        return {
            "line": self.line, "column": self.column, "code": self.code, "params": dict(self.params),
            "note": self.is_note,
        }  # fmt: skip


def load(row: Mapping[str, Any]) -> Fault:
    return Fault(row["line"], row["column"], row["code"], row.get("params", {}), bool(row.get("note")))
