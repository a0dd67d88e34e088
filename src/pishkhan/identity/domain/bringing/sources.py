"""Whose word counts for a field (the source of truth)."""

from __future__ import annotations

from collections.abc import Mapping

RESCUE = "rescue"
PERSON = "person"
OURS = frozenset({RESCUE, PERSON, "staff", "directory"})
"""Sources that are no lists: no file and no token may call itself so."""


def owner_of(field: str, *, rules: Mapping[str, str], origins: Mapping[str, str]) -> str:
    """The source a field belongs to: two officers, the one the institution named, else the one its value came from.
    Empty: nobody's yet."""
    if origins.get(field) == RESCUE:
        return RESCUE
    return rules.get(field) or origins.get(field, "")


def may_write(
    field: str, source: str, *, rules: Mapping[str, str], origins: Mapping[str, str], is_empty: bool
) -> bool:
    """What two officers wrote stays, whatever rules say: a list that lags behind would bring the dead number back. A
    named owner alone may write its field. Without one the first source keeps it, and others may only fill in what is
    empty."""
    if not is_empty and origins.get(field) == RESCUE:
        return False
    if named := rules.get(field):
        return named == source
    return is_empty or origins.get(field, "") in ("", source)
