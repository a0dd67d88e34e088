"""The security log: what happened to an account, when, from where and by whom. It is the audit's stream of the person,
so it can be added to only, and its chain is sealed with all others. Never codes, passwords or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from pishkhan.identity.enums import Record
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

ACCOUNT = "account"
"""The kind of subject of these lines."""
PAGE = 25


def strangers(institution_id: UUID) -> UUID:
    """The stream of what was tried with names that nobody has: the same work as for a person, and no word of them."""
    return uuid5(institution_id, "strangers")


def note(*, actor: Actor, person_id: UUID | None, record: Record, agent: str = "", **detail: Any) -> None:
    """Add a line to a person's log, in the caller's transaction where there is one. `agent` is the browser in words;
    `detail` holds ids, codes and counts only. The address is the actor's."""
    with transaction.atomic(savepoint=False):
        _write(actor, person_id, record, agent, detail)


def _write(actor: Actor, person_id: UUID | None, record: Record, agent: str, detail: Mapping[str, Any]) -> None:
    after = {"network": actor.network, **({"agent": agent} if agent else {}), **detail}
    stream = person_id or strangers(actor.institution_id)
    audit.record(actor=actor, stream=stream, lines=[Line(f"account.{record}", ACCOUNT, person_id, after=after)])


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the log as the person sees it. `by_other`: somebody else did it."""

    seq: int
    at: datetime
    record: Record
    network: str
    agent: str
    by_other: bool
    detail: Mapping[str, Any]


def recent(actor: Actor, *, before: int | None = None, most: int = PAGE) -> list[Happened]:
    """The newest lines of the actor's own log, or those before a line's `seq`."""
    rows = audit.history(actor.me, newest_first=True).filter(subject_kind=ACCOUNT)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [
        Happened(
            row.seq, row.at, Record(row.action.removeprefix("account.")), row.after.get("network", ""),
            row.after.get("agent", ""), row.actor_id not in (None, actor.me), row.after,
        )
        for row in rows[:most]
    ]  # fmt: skip
