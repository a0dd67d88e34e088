"""The security log: what happened to an account, when, from where and by whom. It is the audit's stream of the person,
so it can be added to only, and its chain is sealed with all others. Never codes, passwords or numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
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
STREAMS = 256
"""Lines of one stream wait for each other: names that nobody has are spread over so many."""


def strangers(institution_id: UUID, name_index: str) -> UUID:
    """The stream of what was tried with a name that nobody has: the same work as for a person, and no word of them.
    `name_index` is a blind index of the name."""
    shard = int.from_bytes(sha256(name_index.encode()).digest()[:4]) % STREAMS
    return uuid5(institution_id, f"strangers:{shard}")


def note(
    *, actor: Actor, person_id: UUID | None, record: Record, agent: str = "", name_index: str = "", **detail: Any
) -> None:
    """Add a line to a person's log, in the caller's transaction where there is one. `agent` is the browser in words;
    `name_index` a blind index of the name that was typed, for where nobody has it (else the network spreads the lines);
    `detail` holds ids, codes and counts only. The address is the actor's."""
    stream = person_id or strangers(actor.institution_id, name_index or actor.network)
    with transaction.atomic(savepoint=False):
        _write(actor, stream, person_id, record, {**({"agent": agent} if agent else {}), **detail})


def _write(actor: Actor, stream: UUID, person_id: UUID | None, record: Record, detail: Mapping[str, Any]) -> None:
    after = {"network": actor.network, **detail}
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
    return lines_of(actor.me, before=before, most=most)


def lines_of(person_id: UUID, *, before: int | None = None, most: int = PAGE) -> list[Happened]:
    """The same of anybody's log, with the reason each was given. The caller has decided that it may be seen."""
    rows = audit.history(person_id, newest_first=True).filter(subject_kind=ACCOUNT)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [
        Happened(
            row.seq, row.at, Record(row.action.removeprefix("account.")), row.after.get("network", ""),
            row.after.get("agent", ""), row.actor_id not in (None, person_id), {**row.after, "reason": row.reason},
        )
        for row in rows[:most]
    ]  # fmt: skip
