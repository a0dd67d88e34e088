"""From the cells of a line to a row: everything that is wrong with it, or what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pishkhan.identity.domain.bringing.cells import FORMULA, read_cell
from pishkhan.identity.domain.bringing.columns import COLUMNS, Kind
from pishkhan.identity.domain.bringing.faults import Fault
from pishkhan.identity.domain.bringing.words import LISTS, Words
from pishkhan.identity.enums import IdentifierKind
from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing.actor import Role

KEYS = {Kind.STUDENTS: ("student_number",), Kind.STAFF: ("staff_code", "unit", "role", "since")}
"""What makes a row of a list its own: two rows with the same are one too many."""
STRONG = tuple(
    kind.value for kind in IdentifierKind if kind not in (IdentifierKind.MOBILE, IdentifierKind.EMAIL)
)
"""Identifiers that say who somebody is. A mobile may be a father's."""


@dataclass(slots=True)
class Row:
    """What a line says, by column: only what it says. `faults`: why it cannot be brought in; `notes`: what is worth
    knowing."""

    line: int
    kind: Kind
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def key(self) -> tuple[Any, ...]:
        return tuple(self.values.get(name) for name in KEYS[self.kind])

    def wrong(self, column: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(self.line, column, code, params))

    def note(self, column: str, code: str, **params: Any) -> None:
        self.notes.append(Fault(self.line, column, code, params, is_note=True))


def read_row(
    kind: Kind, line: int, cells: Mapping[str, str], words: Words, *, roles: frozenset[Role] = frozenset(Role)
) -> Row:
    """`roles`: those that whoever brings the row may give."""
    row = Row(line, kind)
    for column, text in cells.items():
        if text.strip():
            _cell(row, column, text, words)
    faulty = {fault.column for fault in row.faults}
    for needed in (column.key for column in COLUMNS[kind] if column.needed):
        if needed not in row.values and needed not in faulty:
            row.wrong(needed, "cell_missing")
    _name(row, faulty)
    if row.values.get("role") not in (None, *roles):
        row.wrong("role", "role_forbidden")
    since, until = row.values.get("since"), row.values.get("until")
    if since and until and until < since:
        row.wrong("until", "until_early")
    return row


def _name(row: Row, faulty: set[str]) -> None:
    """The name in one piece, from one column or two."""
    first, last = row.values.pop("first_name", ""), row.values.pop("last_name", "")
    if first and last:
        row.values["full_name"] = f"{first} {last}"
    elif "full_name" not in row.values and "full_name" not in faulty:
        for key, given in (("first_name", first), ("last_name", last)):
            if not given and key not in faulty:
                row.wrong(key, "cell_missing")


def _cell(row: Row, column: str, text: str, words: Words) -> None:
    try:
        value = _listed(column, text.strip(), words) if column in _LISTED else read_cell(column, text)
    except Invalid as error:
        row.wrong(column, error.code, **{name: _plain(each) for name, each in error.params.items()})
        return
    if column == "national_id":
        value, padded = value
        if padded:
            row.note(column, "padded")
    row.values[column] = value


_LISTED = frozenset({*LISTS, "faculty", "unit", "role"})


def _listed(column: str, text: str, words: Words) -> Any:
    if text.startswith(FORMULA):
        raise Invalid("cell_formula")
    found: Any
    if column == "role":
        found = words.role(text)
    elif column in {"unit", "faculty"}:
        found = words.unit(text, faculty=column == "faculty")
    else:
        found = words.stored(column, text)
    if found is None:
        raise Invalid(f"{column}_unknown" if column in {"unit", "faculty", "role"} else "word_unknown")
    if isinstance(found, str) and not isinstance(found, Role) and len(found) > 60:
        raise Invalid("cell_long", most=60)
    return found


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def cells_of(keys: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a line by column; those of columns without a name are left out."""
    return {key: cell for key, cell in zip(keys, cells, strict=False) if key}
