"""Writing, reading and checking the append-only history."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models.expressions import Combinable
from django.utils import timezone

from pishkhan.plumbing import rows, sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import AuditEntry, AuditRoot
from pishkhan.plumbing.rows import Statement

_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(stream)s, 7))")
_HEAD = Statement("SELECT seq, hash FROM plumbing_auditentry WHERE stream = %(stream)s ORDER BY seq DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, still without its place in the chain."""

    action: str
    subject_kind: str
    subject_id: UUID | None = None
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def _moment(at: datetime) -> str:
    """The same text for the same moment, whatever time zone it was written in."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _digest(previous: str, entry: AuditEntry) -> str:
    body = [
        previous, str(entry.institution_id), str(entry.stream), entry.seq, _moment(entry.at),
        str(entry.actor_id), str(entry.on_behalf_of), entry.via, entry.request_id, entry.action,
        entry.subject_kind, str(entry.subject_id), entry.reason, entry.before, entry.after,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hold(stream: UUID) -> None:
    """Have a stream to oneself until the end of the transaction, when what is to be written depends on what is read."""
    _LOCK.row(stream=str(stream))


def record(*, actor: Actor, stream: UUID, lines: Sequence[Line], locked: bool = False, first: bool = False) -> None:
    """Append lines to a stream, in order, inside the caller's transaction.

    `locked` says that the caller already holds the row lock that serialises this stream (a case's steps do);
    otherwise an advisory lock is taken until the end of the transaction. `first` says that the stream begins here.
    """
    if not lines:
        return
    if not (locked or first):
        hold(stream)
    seq, previous = (not first and _HEAD.row(stream=stream)) or (0, "")
    now = timezone.now()
    entries = []
    for line in lines:
        seq += 1
        entry = AuditEntry(
            institution_id=actor.institution_id, stream=stream, seq=seq, at=now,
            actor_id=actor.person_id, on_behalf_of=actor.on_behalf_of, via=actor.via, request_id=actor.request_id,
            action=line.action, subject_kind=line.subject_kind, subject_id=line.subject_id, reason=line.reason,
            before=dict(line.before), after=dict(line.after),
        )  # fmt: skip
        previous = entry.hash = _digest(previous, entry)
        entries.append(entry)
    rows.insert(entries)


def history(stream: UUID, *, newest_first: bool = False) -> models.QuerySet[AuditEntry]:
    """The entries of one stream. The caller has already decided that its actor may see the stream."""
    return AuditEntry.objects.filter(stream=stream).order_by("-seq" if newest_first else "seq")


def on_behalf_of(subject: Combinable, action: str) -> models.Subquery:
    """On whose behalf somebody last did something to the subject of an outer query, for use inside its statement."""
    rows = AuditEntry.objects.filter(subject_id=subject, action=action, on_behalf_of__isnull=False)
    return models.Subquery(rows.order_by("-id").values("on_behalf_of")[:1])


def broken_at(entries: Iterable[AuditEntry]) -> int | None:
    """The first seq of one stream, given in order, that does not fit its chain; None when all fit."""
    previous, expected = "", 1
    for entry in entries:
        if entry.seq != expected or entry.hash != _digest(previous, entry):
            return expected
        previous, expected = entry.hash, expected + 1
    return None


def seal_heads(*, now: datetime | None = None) -> AuditRoot | None:
    """Seal the heads of every chain that grew since the last root. None when nothing grew."""
    now = now or timezone.now()
    with transaction.atomic():
        last = AuditRoot.objects.select_for_update().order_by("-id").first()
        grown = AuditEntry.objects.all()
        if last:
            # A transaction open for up to ten minutes may commit lines stamped before the last root.
            grown = grown.filter(at__gt=last.at - timedelta(minutes=10))
        heads = {
            str(stream): [seq, digest]
            for stream, seq, digest in grown.order_by("stream", "-seq").distinct("stream").values_list(
                "stream", "seq", "hash"
            )
        }
        if not heads:
            return None
        previous = last.mac if last else ""
        return AuditRoot.objects.create(at=now, heads=heads, previous=previous, mac=_root_mac(previous, heads))


def _root_mac(previous: str, heads: Mapping[str, Any]) -> str:
    return sealing.mac("audit-root", json.dumps([previous, heads], sort_keys=True).encode())


def root_holds(root: AuditRoot) -> bool:
    """Whether a root is as it was sealed and every head it names is still in its chain."""
    if root.mac != _root_mac(root.previous, root.heads):
        return False
    return all(
        AuditEntry.objects.filter(stream=stream, seq=seq, hash=digest).exists()
        for stream, (seq, digest) in root.heads.items()
    )
