"""Speaking to a directory: never inside a transaction, never holding a connection, always with an end."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from pishkhan.identity.domain import directory_health as health
from pishkhan.identity.models import DirectoryAccount
from pishkhan.identity.providers import table
from pishkhan.identity.providers.protocol import TECHNICAL, Directory, Failed, Outcome, Reach
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import connections
from pishkhan.plumbing.remembering import remembered

T = TypeVar("T")
REMEMBERED = 2
"""Seconds a process goes on with settings that were changed meanwhile."""
RESTING = 3
"""Seconds for which nobody waits again for a directory that has just not answered."""
AT_A_TIME = 16
"""Calls of one process that may wait at once, so that a slow directory leaves threads for everybody else."""
_slots = BoundedSemaphore(AT_A_TIME)


def in_force(institution_id: UUID) -> DirectoryAccount | None:
    """The directory in which the institution's accounts live, as remembered for two seconds; None: here."""

    def find() -> tuple[DirectoryAccount | None]:
        return (DirectoryAccount.objects.filter(institution_id=institution_id, is_on=True).first(),)

    found = remembered(f"directory.{institution_id}", REMEMBERED, find)
    assert found is not None
    return found[0]


def forget(institution_id: UUID) -> None:
    """Have this process look again, and try again."""
    caches["local"].delete(f"directory.{institution_id}")
    caches["local"].delete(f"directory-rests.{institution_id}")


def reach_of(row: DirectoryAccount) -> Reach:
    """How a directory is reached, from its settings."""
    return Reach(
        host=row.host, port=row.port, base_dn=row.base_dn, bind_dn=row.bind_dn, secret=row.secret or "",
        upn_suffix=row.upn_suffix, ca_pem=row.ca_pem, store=settings.DIRECTORY_STORE,
    )  # fmt: skip


def outside() -> None:
    """Raises RuntimeError inside a transaction: nobody else's locks may wait for a stranger."""
    with transaction.atomic(durable=True, savepoint=False):
        pass
    connections.put_back()


def speak(row: DirectoryAccount, work: Callable[[Directory], T]) -> T:
    """What `work` brings back from the directory. Raises Failed."""
    outside()
    resting = f"directory-rests.{row.institution_id}"
    if caches["local"].get(resting) or not _slots.acquire(blocking=False):
        raise Failed(Outcome.UNREACHABLE, "RESTING")
    try:
        if row.kind == table.FAKE and not settings.DEMO:
            raise Failed(Outcome.SETTINGS_WRONG)
        return work(table.directory(row.kind, reach_of(row)))
    except Failed as error:
        if error.outcome is Outcome.UNREACHABLE:
            caches["local"].set(resting, True, RESTING)
        raise
    finally:
        _slots.release()


def ask(row: DirectoryAccount, work: Callable[[Directory], T]) -> T:
    """The same for a directory in use, whose state is noted: an incident opens, and closes with the next success.

    Raises DomainError directory_down when it is the technicians' matter, directory_refused (`why`: our word) when it
    is the person's.
    """
    try:
        found = speak(row, work)
    except Failed as error:
        if error.outcome in TECHNICAL:
            if error.code != "RESTING":
                health.failed(row, error)
            raise DomainError("directory_down") from None
        health.worked(row)
        raise DomainError("directory_refused", why=error.outcome.value) from None
    health.worked(row)
    return found
