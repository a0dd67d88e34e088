"""From a number to a password, in four steps: the first time and every time it was forgotten (A2 to A8).

Whether anybody has the number that was typed shows nowhere: a stranger's number gets a mask that is made up and always
the same, codes that are asked for and never sent, the same pages and the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from pishkhan.identity.account_messages import PasswordSet
from pishkhan.identity.domain import challenges, credentials, limits, not_me, passwords, records, sessions, tries
from pishkhan.identity.domain.challenges import Subject
from pishkhan.identity.domain.queries.lookup import fold_any, people_by_identifier, typed_mobile
from pishkhan.identity.domain.queries.people import recipient_of
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.enums import IdentifierKind, Purpose, Record
from pishkhan.identity.models import Identifier, Person
from pishkhan.kernel import phone
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.plumbing import sealing
from pishkhan.plumbing.actor import Actor

MADE_UP = ("0910", "0911", "0912", "0913", "0914", "0915", "0916", "0917", "0918", "0919", "0901", "0902", "0930",
           "0933", "0935", "0936", "0937", "0938", "0939", "0990", "0991", "0992")  # fmt: skip
"""How a number begins that nobody has."""


PER_NETWORK, WINDOW = 300, 3600
"""Numbers one address may ask about in so many seconds: a whole library sits behind one."""
CHECKS_PER_NETWORK = 3000


def count_asking(actor: Actor) -> None:
    """Count one more number asked about from a network. Raises DomainError too_many."""
    _count("activation", PER_NETWORK, actor)


def count_checks(actor: Actor) -> None:
    """Count one more password looked at while it is typed. Raises DomainError too_many."""
    _count("password", CHECKS_PER_NETWORK, actor)


def count_codes(actor: Actor) -> None:
    """Count one more code of a followed request that nobody has. Raises DomainError too_many."""
    _count("progress", PER_NETWORK, actor)


def _count(what: str, most: int, actor: Actor) -> None:
    limits.count(Limit(f"{what}:{actor.institution_id}:{tries.network(actor.network)}", most, WINDOW))


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed number leads to. `mask` is the registered mobile as its owner knows it, or a made-up one."""

    subject: Subject
    mask: str


def find(*, institution_id: UUID, typed: str, flow: str) -> Found:
    """Look a number up. Two people who both could be meant are nobody (X1), as is who has no mobile."""
    people = [person for person in people_by_identifier(institution_id=institution_id, typed=typed) if person.is_active]
    person = people[0] if len(people) == 1 else None
    rows = Identifier.objects.filter(person_id=person.id if person else UUID(int=0), kind=IdentifierKind.MOBILE)
    mobile = next((row.value for row in rows.order_by("id")), "")
    who = str(person.id) if person else f"{institution_id}:{fold_any(typed)}"
    subject = Subject(
        Purpose.ACCOUNT, sealing.blind_index("code-subject", who), challenges.flow_index(flow),
        person.id if person else None, mobile, (person and person.language) or "fa",
    )  # fmt: skip
    return Found(subject, phone.mask_mobile(mobile or _made_up(institution_id, typed)))


def _made_up(institution_id: UUID, typed: str) -> str:
    """A mobile for a number nobody has: always the same one, and like any other. Of a mobile, that itself."""
    if mobile := typed_mobile(typed):
        return mobile
    number = int(sealing.mac("mask", f"{institution_id}:{fold_any(typed)}".encode()), 16)
    begins = MADE_UP[number % len(MADE_UP)]
    return f"+98{begins[1:]}{number // 1000 % 10**7:07d}"


def person_of_grant(institution_id: UUID, person_id: UUID, challenge_id: UUID) -> Person:
    """The person a solved code lets set a password, at their own institution. Raises DomainError grant_over."""
    if not challenges.may_spend(challenge_id, person_id):
        raise DomainError("grant_over")
    found = Person.objects.filter(id=person_id, institution_id=institution_id, is_active=True).first()
    if found is None:
        raise DomainError("grant_over")
    return found


def set_password(*, actor: Actor, person_id: UUID, challenge_id: UUID, password: str, agent: str = "") -> Person:
    """Set the password a solved code gives the right to, once. Sessions everywhere else end; a second factor stays.

    A directory is asked first and outside any transaction: when it is down nothing is recorded, the right stays, and
    the same may be tried again (B3). A password kept here is set with all the rest or not at all. Raises DomainError
    grant_over, password_missing, directory_down, directory_refused; Several of password_<rule>.
    """
    person = person_of_grant(actor.institution_id, person_id, challenge_id)
    passwords.check(password, passwords.policy_of(person.institution_id), passwords.context_of(person))
    elsewhere = credentials.live_elsewhere(person.institution_id)
    if elsewhere:
        _set_elsewhere(person, challenge_id, password)
    with transaction.atomic():
        if not elsewhere:
            if not challenges.spend(challenge_id):
                raise DomainError("grant_over")
            credentials.set_password(person=person, password=password)
        # Nobody is signed in yet: it is the person all the same, who has just proved it.
        records.note(actor=actor, person_id=person.id, record=Record.PASSWORD_SET, agent=agent)
        sessions.shut_doors(actor=actor, person_id=person.id)
        tell(actor, person, agent)
    return person


def _set_elsewhere(person: Person, challenge_id: UUID, password: str) -> None:
    """Have the directory set it. The right is taken before, so that two presses do not set two passwords, and given
    back when the directory did not."""
    if not challenges.spend(challenge_id):
        raise DomainError("grant_over")
    try:
        credentials.set_password(person=person, password=password)
    except BaseException:
        challenges.give_back(challenge_id)
        raise


def tell(actor: Actor, person: Person, agent: str) -> None:
    """Tell a person on every channel that there is a new password, from where, and what to do if it was not them."""
    message = PasswordSet(network=actor.network or "-", agent=agent or "-", link=not_me.link(person.id))
    notifications.send(recipient=recipient_of(person.id), message=message)
