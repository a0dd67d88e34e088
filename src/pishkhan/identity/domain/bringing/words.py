"""Words of an institution: its faculties and units, and the lists of its pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pishkhan.kernel.text import search_key
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Role

LISTS = {"field": "fields", "degree": "degrees", "status": "statuses", "admission_type": "admission_types"}
"""Column → the list its words stand in."""
FACULTY = "faculty"
Names = Mapping[str, str]
Lists = Mapping[str, Mapping[str, Names]]

ROLES: dict[Role, tuple[str, ...]] = {
    Role.EXPERT: ("کارشناس",), Role.LEAD: ("مسئول کارشناسان", "مسئول", "کارشناس مسئول"), Role.DEPUTY: ("معاون",),
    Role.MANAGER: ("مدیر",), Role.ADMINISTRATOR: ("مدیر سامانه", "راهبر"),
    Role.ACCOUNTANT: ("حسابدار", "کارشناس امور مالی"),
}  # fmt: skip

def _folded(word: str) -> str:
    return search_key(word).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded word → what is stored, by column; `titles`: column → stored value → names. A column without a list takes
    any word as it is."""

    units: Mapping[str, UUID]
    faculties: Mapping[str, UUID]
    unit_names: Mapping[UUID, Names]
    listed: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, Mapping[str, Names]]
    roles: Mapping[str, Role]

    def stored(self, column: str, typed: str) -> str | None:
        """The value of a word; None when the list does not have it."""
        known = self.listed.get(column)
        return known.get(_folded(typed)) if known else typed

    def unit(self, typed: str, *, faculty: bool = False) -> UUID | None:
        return (self.faculties if faculty else self.units).get(_folded(typed))

    def role(self, typed: str) -> Role | None:
        return self.roles.get(_folded(typed))

    def names(self, column: str, value: str) -> Names:
        """What a stored value is called."""
        return self.titles.get(column, {}).get(value) or {"fa": value}


def words_of(institution_id: UUID) -> Words:
    """Read anew for every import: lists and units change."""
    rows = organisation.units_by_key(institution_id)
    units = {_folded(word): unit.id for unit in rows.values() for word in (unit.key, *unit.name.values())}
    lists: Lists = organisation.institution(institution_id).texts.get("lists", {})
    called = lists.get("faculties", {})
    faculties = {
        _folded(word): unit.id
        for unit in rows.values() if unit.kind == FACULTY
        for word in (unit.key, *unit.name.values(), *called.get(unit.key, {}).values())
    }  # fmt: skip
    titles = {column: lists[name] for column, name in LISTS.items() if lists.get(name)}
    listed = {
        column: {_folded(word): value for value, names in known.items() for word in (value, *names.values())}
        for column, known in titles.items()
    }
    roles = {_folded(word): role for role, words in ROLES.items() for word in (role.value, *words)}
    return Words(units, faculties, {unit.id: unit.name for unit in rows.values()}, listed, titles, roles)
