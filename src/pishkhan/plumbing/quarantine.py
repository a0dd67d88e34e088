"""What the scanner's word means for a file that comes in."""

from __future__ import annotations

from uuid import UUID

from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing import incidents, scanning
from pishkhan.plumbing.models import FileState

DOWN, INFECTED = "scanner_down", "file_infected"
"""Kinds of incidents: files wait for the scanner; somebody sent a virus."""


def look(*, institution_id: UUID, owner_id: UUID | None, name: str, content: bytes) -> FileState:
    """The state a file is kept in. A scanner that is down loses no file: it waits in quarantine, and an incident tells.

    Raises Invalid("file_infected"), after an incident of it.
    """
    if not scanning.configured():
        return FileState.PLAIN
    try:
        verdict = scanning.scan(content)
    except scanning.Down as error:
        note_down(institution_id, str(error))
        return FileState.QUARANTINED
    if verdict is scanning.Verdict.INFECTED:
        note_infected(institution_id, owner_id)
        raise Invalid("file_infected", name=name)
    return FileState.CLEAN


def note_down(institution_id: UUID, why: str) -> None:
    incidents.open_incident(
        institution_id=institution_id, kind=DOWN, subject_kind="institution", subject_id=institution_id,
        detail={"why": why[:200]},
    )  # fmt: skip


def note_infected(institution_id: UUID, owner_id: UUID | None) -> None:
    incidents.open_incident(
        institution_id=institution_id, kind=INFECTED, subject_kind="person", subject_id=owner_id
    )
