"""Looking after directories between people's visits: whether they work, and whose password was changed there."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction
from django.db.models import F

from pishkhan.identity.domain import directory, directory_calls, sessions
from pishkhan.identity.models import DirectoryAccount, Person
from pishkhan.identity.providers.fake import EPOCH
from pishkhan.identity.providers.protocol import Account, Failed, Outcome
from pishkhan.plumbing.actor import system


def in_use() -> list[UUID]:
    """Ids of the directories in use."""
    return list(DirectoryAccount.objects.filter(is_on=True).order_by("id").values_list("id", flat=True))


def watch(account_id: UUID) -> None:
    """Check one, then end the sessions of whoever got another password there."""
    row = DirectoryAccount.objects.filter(id=account_id, is_on=True).first()
    if row is None or directory.look(row) is not Outcome.OK:
        return
    since = row.seen_stamp or int((time.time() + EPOCH) * 10**7)
    try:
        found = directory_calls.speak(row, lambda there: there.changed_since(since))
    except Failed:
        return  # the next round looks from the same moment on
    _end_sessions(row, found)
    seen = max((account.stamp for account in found), default=since)
    DirectoryAccount.objects.filter(id=row.id).update(seen_stamp=seen)


def _end_sessions(row: DirectoryAccount, found: list[Account]) -> None:
    """For those only whose mark is newer than what we know: what we set ourselves is known, also while this looked."""
    stamps = {account.name.casefold(): account.stamp for account in found}
    names = {*stamps, *(account.name for account in found)}
    people = Person.objects.filter(institution_id=row.institution_id, directory_name__in=names)
    for person in people.exclude(password_stamp=None).order_by("id"):
        stamp = stamps[person.directory_name.casefold()]
        if stamp > (person.password_stamp or 0):
            _shut(person, stamp)


@transaction.atomic
def _shut(person: Person, stamp: int) -> None:
    behind = Person.objects.filter(id=person.id, password_stamp__lt=stamp)
    if behind.update(password_stamp=stamp, credential_epoch=F("credential_epoch") + 1):
        sessions.shut_doors(actor=system(person.institution_id), person_id=person.id)
