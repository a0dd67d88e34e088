"""Files that wait for the virus scanner: asked about again, let go or removed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pishkhan.plumbing import events, files, incidents, quarantine, scanning
from pishkhan.plumbing.models import FileState, StoredFile

AT_ONCE = 200
RUNS_FOR = 120
"""Seconds after which a run leaves the rest to the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRemoved(events.Event):
    """A file that had been taken in held a virus; its bytes are gone, its row stays and says so."""

    file_id: UUID


def rescan(*, most: int = AT_ONCE) -> int:
    """Ask about files in quarantine, those that were never asked about or longest ago first; how many left it. Stops at
    the first the scanner does not answer for, and the rest goes on waiting. With no scanner set any more they wait too:
    an administrator decided to have one."""
    if not scanning.configured():
        return 0
    left = 0
    asked: set[UUID] = set()
    until = time.monotonic() + RUNS_FOR
    for stored in _waiting(most):
        if time.monotonic() > until:
            break
        try:
            verdict = scanning.scan(files.content_of(stored))
        except (scanning.Unsure, OSError):  # OSError: what the storage lost; whoever opens it is told
            _to_the_end(stored)
            continue
        except scanning.Down as error:
            quarantine.note_down(stored.institution_id, str(error))
            return left
        left += _settle(stored, verdict)
        asked.add(stored.institution_id)
    for institution_id in asked:
        _close_if_empty(institution_id)
    return left


def _waiting(most: int) -> list[StoredFile]:
    rows = StoredFile.objects.filter(state=FileState.QUARANTINED)
    return list(rows.order_by(F("scanned_at").asc(nulls_first=True), "created_at", "id")[:most])


def _to_the_end(stored: StoredFile) -> None:
    """Files no scanner can judge must not stand before those it can."""
    StoredFile.objects.filter(id=stored.id, state=FileState.QUARANTINED).update(scanned_at=timezone.now())


def _settle(stored: StoredFile, verdict: scanning.Verdict) -> int:
    clean = verdict is scanning.Verdict.CLEAN
    state = FileState.CLEAN if clean else FileState.INFECTED
    with transaction.atomic():
        waiting = StoredFile.objects.filter(id=stored.id, state=FileState.QUARANTINED)
        if not waiting.update(state=state, scanned_at=timezone.now()):
            return 0
        if not clean:
            quarantine.note_infected(stored.institution_id, stored.owner_id)
            events.announce(FileRemoved(institution_id=stored.institution_id, file_id=stored.id))
            transaction.on_commit(lambda: files.wipe(stored.path))
    return 1


def _close_if_empty(institution_id: UUID) -> None:
    waiting = StoredFile.objects.filter(institution_id=institution_id, state=FileState.QUARANTINED)
    if not waiting.exists():
        incidents.close_incidents(institution_id=institution_id, kind=quarantine.DOWN, subject_id=institution_id)
