"""One verb for many chosen rows: each in a transaction of its own, so that a row that fails loses nothing of others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pishkhan.kernel.errors import DomainError

log = logging.getLogger(__name__)

MOST = 100
"""Rows of one press."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a row: done, or refused with the reason."""

    id: UUID
    error: DomainError | None = None


def chosen(ids: Sequence[UUID]) -> list[UUID]:
    """The rows of a press, each once. Raises DomainError nothing_chosen, rows_many."""
    found = list(dict.fromkeys(ids))
    if not found:
        raise DomainError("nothing_chosen")
    if len(found) > MOST:
        raise DomainError("rows_many", most=MOST)
    return found


def key_of(key: str, row: UUID) -> str:
    """A key of one row, from the key of the press: pressed again, a row that was done is not done twice."""
    return f"{key[:32]}{row.hex}"


def each(ids: Sequence[UUID], do: Callable[[UUID], object]) -> list[Done]:
    """Do it for every row in order. What a row raises is kept as its reason, and the next one goes on."""
    return [_one(row, do) for row in ids]


def _one(row: UUID, do: Callable[[UUID], object]) -> Done:
    try:
        do(row)
    except DomainError as error:
        return Done(row, error)
    except Exception:  # a fault in one row must not hide from the others' authors what was done
        log.exception("row %s of several failed", row)
        return Done(row, DomainError("bulk_stopped"))
    return Done(row)
