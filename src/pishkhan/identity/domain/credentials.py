"""Setting and checking passwords: the one door to where they live."""

from __future__ import annotations

from pishkhan.identity.domain import people
from pishkhan.identity.models import Person


def set_password(*, person: Person, password: str) -> None:
    """Set a new password. Sessions made with the one before are over with it."""
    people.set_password(person=person, password=password)


def matches(person: Person, password: str) -> bool:
    """Whether this is the person's password."""
    return person.check_password(password)


def change_password(*, person: Person, old: str, new: str) -> None:
    """Change a password whose old value is known."""
    set_password(person=person, password=new)
