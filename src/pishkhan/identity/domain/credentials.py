"""Setting and checking passwords: the one door to where they live. With a directory there is none here (B2)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from pishkhan.identity.domain import directory_calls as calls
from pishkhan.identity.domain import people
from pishkhan.identity.domain.directory_names import name_of
from pishkhan.identity.models import DirectoryAccount, Person
from pishkhan.identity.providers.making import give_password
from pishkhan.identity.providers.protocol import Account, Checked, Directory, NewAccount, Outcome
from pishkhan.kernel.errors import DomainError


def live_elsewhere(institution_id: UUID) -> bool:
    """Whether passwords live in a directory: then they are set by a call, which no transaction may wait for."""
    return calls.in_force(institution_id) is not None


def set_password(*, person: Person, password: str, stolen: bool = False) -> None:
    """Set a new password without knowing the old one; sessions made with that are over with it.

    In the directory when there is one: the account is made if there is none, and unlocked. `stolen`: the old password
    must not work a moment longer, where directories let it for an hour. Raises DomainError directory_down,
    directory_refused (`why`) with nothing recorded, and the same may be tried again.
    """
    row = calls.in_force(person.institution_id)
    if row is None:
        people.set_password(person=person, password=password)
        return
    name = _reserve(person)
    new = NewAccount(name=name, shown_name=person.full_name)

    def work(directory: Directory) -> Account:
        if stolen and directory.find(name):
            give_password(directory, new, f"{secrets.token_urlsafe(24)}aA1!")
        return give_password(directory, new, password)

    _keep(person, name, calls.ask(row, work).stamp)


def change_password(*, person: Person, old: str, new: str) -> None:
    """Change a password whose old value is known, as its owner: the directory's history holds.

    Raises DomainError password_wrong, directory_down, directory_refused (`why`).
    """
    row = calls.in_force(person.institution_id)
    if row is None:
        if not matches(person, old):
            raise DomainError("password_wrong")
        people.set_password(person=person, password=new)
        return
    name = name_of(person, person.institution_id)

    def work(directory: Directory) -> Checked:
        directory.change_password(name, old, new)
        return directory.check(name, new)

    try:
        _keep(person, name, calls.ask(row, work).stamp)
    except DomainError as error:
        if error.params.get("why") == Outcome.WRONG:
            raise DomainError("password_wrong") from None
        raise


def matches(person: Person, password: str) -> bool:
    """Whether this is the person's password. Raises DomainError directory_down."""
    row = calls.in_force(person.institution_id)
    if row is None:
        return AbstractBaseUser.check_password(person, password)
    return _bind(row, person, password).outcome is Outcome.OK


def is_set(person: Person) -> bool:
    """Whether there is a password at all, as far as we know."""
    if calls.in_force(person.institution_id) is None:
        return AbstractBaseUser.has_usable_password(person)
    return bool(person.directory_name and person.password_stamp)


def sign_in(*, institution_id: UUID, person: Person | None, password: str) -> Person | None:
    """The person, if this is their password; the same work when nobody was found.

    Raises DomainError directory_down; directory_refused (`why`) where the password is right and the directory does not
    let its owner in all the same.
    """
    row = calls.in_force(institution_id)
    if row is None:
        if person is None:
            make_password(password)
            return None
        return person if AbstractBaseUser.check_password(person, password) and person.is_active else None
    found = _bind(row, person, password)
    if person is None or not person.is_active:
        return None
    if found.outcome in {Outcome.MUST_CHANGE, Outcome.DISABLED, Outcome.EXPIRED, Outcome.NOT_NOW}:
        raise DomainError("directory_refused", why=found.outcome.value)
    return person if found.outcome is Outcome.OK else None


def _bind(row: DirectoryAccount, person: Person | None, password: str) -> Checked:
    name = name_of(person, row.institution_id)
    found = calls.ask(row, lambda directory: directory.check(name, password))
    if person and found.outcome is Outcome.OK and not _learn(person, name, found.stamp):
        return Checked(Outcome.WRONG)
    return found


def _reserve(person: Person) -> str:
    """Write down the name before the directory hears of it, so that two people never get one account."""
    name = name_of(person, person.institution_id)
    if person.directory_name != name:
        _write(person, directory_name=name)
    return name


def _keep(person: Person, name: str, stamp: int | None) -> None:
    """A password was set: any made here is void, and every session before ends."""
    person.set_unusable_password()
    _write(
        person, directory_name=name, password_stamp=stamp, password=person.password,
        credential_epoch=F("credential_epoch") + 1,
    )  # fmt: skip


def _learn(person: Person, name: str, stamp: int | None) -> bool:
    """Somebody signed in: remember under which name, and end older sessions, and what other systems hold, when the
    password was changed elsewhere. False when the name was given to somebody else meanwhile."""
    if person.directory_name == name and stamp in (None, person.password_stamp):
        return True
    changed = person.password_stamp is not None and stamp is not None and stamp != person.password_stamp
    fields: dict[str, Any] = {"directory_name": name, "password_stamp": stamp or person.password_stamp}
    if changed:
        fields["credential_epoch"] = F("credential_epoch") + 1
    try:
        _write(person, **fields)
    except DomainError:
        return False
    if changed:
        Token.objects.filter(user_id=person.id).delete()
    return True


def _write(person: Person, **fields: Any) -> None:
    """Raises DomainError directory_refused when another person has the name."""
    try:
        with transaction.atomic():
            Person.objects.filter(id=person.id).update(**fields)
    except IntegrityError:
        raise DomainError("directory_refused", why=Outcome.TAKEN.value) from None
    person.refresh_from_db(fields=list(fields))
