"""Killed at any statement, an account is whole or absent, and the same may be tried again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from pishkhan.identity.domain import activation, challenges, not_me, own_password, registering
from pishkhan.identity.domain.registration_profiles import registration_profile
from pishkhan.identity.enums import Purpose
from pishkhan.identity.models import Applicant, Challenge, Identifier, Person, Registration, Rescue, Tries
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import AuditEntry
from tests.factories import forks
from tests.factories.packs import load
from tests.workflow.test_crash import dying_at

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN, PASSWORD = "981020304", "four-green-doors-open"


def killed_everywhere(begin: Callable[[], Any], work: Callable[[Any], Any], picture: Callable[[Any], Any]) -> int:
    """Kill `work` before each of its statements, as long as there is one more, and on both sides of the commit. Before
    the commit nothing of it may be seen, and trying again must do it. The number of statements."""
    work(begin())  # what a process compiles once is compiled
    for moment in map(str, count()):
        thing = begin()
        before = picture(thing)
        if not forks.killed(dying_at(moment, lambda thing=thing: work(thing))):
            break
        assert picture(thing) == before, f"killed before statement {moment}"
        work(thing)
        assert picture(thing) != before, f"tried again after {moment}"
    for side, seen in (("before commit", False), ("after commit", True)):
        thing = begin()
        before = picture(thing)
        assert forks.killed(dying_at(side, lambda thing=thing: work(thing))), side
        assert (picture(thing) != before) is seen, side
    return int(moment)


def test_a_password_killed_at_any_statement():
    iums = load("iums-nursing")
    notifications.put_demo(iums.id)
    person, actor = iums.person(LOGIN), Actor(institution_id=iums.id, network="192.0.2.1")

    def begin() -> Challenge:
        person.set_password("the-one-before")
        person.save(update_fields=["password"])
        now = timezone.now()
        return Challenge.objects.create(
            institution_id=iums.id, purpose=Purpose.ACCOUNT, subject="s", flow="f", person=person, channel="sms",
            sent_at=now, expires_at=now + challenges.LIFE, used_at=now,
        )  # fmt: skip

    def work(solved: Challenge) -> None:
        activation.set_password(actor=actor, person_id=person.id, challenge_id=solved.id, password=PASSWORD)

    def picture(solved: Challenge) -> tuple:
        now = Person.objects.get(id=person.id)
        return (
            now.check_password(PASSWORD), now.credential_epoch, challenges.may_spend(solved.id, person.id),
            AuditEntry.objects.filter(stream=person.id, action="account.password_set").count(),
            Delivery.objects.filter(message="password_set").count(),
        )  # fmt: skip

    assert killed_everywhere(begin, work, picture) > 10


def restored(person: Person) -> Person:
    """Somebody with the password of before, whose guesses were never counted."""
    Tries.objects.all().delete()
    found = Person.objects.get(id=person.id)
    found.set_password("the-one-before")
    found.save(update_fields=["password"])
    return found


def test_a_change_of_ones_password_killed_at_any_statement():
    iums = load("iums-nursing")
    notifications.put_demo(iums.id)
    person = iums.person(LOGIN)
    actor = Actor(institution_id=iums.id, person_id=person.id, network="192.0.2.1")

    def work(_: Person) -> None:
        own_password.change(actor=actor, old="the-one-before", new=PASSWORD, agent="", session="")

    def picture(_: Person) -> tuple:
        now = Person.objects.get(id=person.id)
        return (
            now.check_password(PASSWORD), now.credential_epoch,
            AuditEntry.objects.filter(stream=person.id, action="account.password_changed").count(),
            Delivery.objects.filter(message="password_set").count(),
        )  # fmt: skip

    assert killed_everywhere(lambda: restored(person), work, picture) > 10


def test_not_me_killed_at_any_statement():
    """Pressed again after the crash it does what it did not."""
    iums = load("iums-nursing")
    person, actor = iums.person(LOGIN), Actor(institution_id=iums.id, network="192.0.2.1")

    def begin() -> not_me.Alarm:
        restored(person)
        Rescue.objects.all().delete()
        return not_me.Alarm(person.id, timezone.now(), done=False)

    def picture(_: not_me.Alarm) -> tuple:
        now = Person.objects.get(id=person.id)
        return (
            now.check_password("the-one-before"), now.credential_epoch, Rescue.objects.count(),
            AuditEntry.objects.filter(stream=person.id, action="account.not_me").count(),
        )  # fmt: skip

    assert killed_everywhere(begin, lambda alarm: not_me.raise_alarm(actor=actor, alarm=alarm), picture) > 8


def test_a_registration_killed_at_any_statement():
    saorg = load("saorg")
    notifications.put_demo(saorg.id)
    actor, profile = Actor(institution_id=saorg.id, network="192.0.2.1"), registration_profile(saorg.id, "iranian")
    numbers = iter(range(1000, 2000))

    def begin() -> Registration:
        row = registering.begin(actor=actor, profile=profile, flow=uuid4().hex)
        number = next(numbers)
        row.answers = {
            "first_name": "متقاضی", "last_name": "نمونه", "national_id": f"{number:010d}", "birth_date": "1380/02/03",
            "mobile": f"+98912000{number}", "proved_mobile": f"+98912000{number}", "email": f"a{number}@example.org",
            "proved_email": f"a{number}@example.org",
        }  # fmt: skip
        row.password, row.mobile_at, row.email_at = make_password(PASSWORD), timezone.now(), timezone.now()
        row.save()
        return row

    def picture(row: Registration) -> tuple:
        number = Registration.objects.get(id=row.id).person_id
        rows = Identifier.objects.filter(institution_id=saorg.id)
        return (
            number is not None, rows.count(), Person.objects.filter(institution_id=saorg.id).count(),
            Applicant.objects.count(), Delivery.objects.filter(message="welcome").count(),
        )  # fmt: skip

    assert killed_everywhere(begin, lambda row: registering.finish(actor=actor, row=row), picture) > 15
    done = Registration.objects.exclude(person_id=None)[0]
    with pytest.raises(DomainError, match="registered"):
        registering.finish(actor=actor, row=done)


def test_a_code_killed_at_any_statement_is_asked_for_or_not():
    iums = load("iums-nursing")
    actor = Actor(institution_id=iums.id, network="192.0.2.1")

    def begin() -> challenges.Subject:
        return challenges.Subject(Purpose.ACCOUNT, uuid4().hex, "flow", iums.person(LOGIN).id, "+989120000067")

    def picture(subject: challenges.Subject) -> int:
        return Challenge.objects.filter(subject=subject.index).count()

    def work(subject: challenges.Subject) -> None:
        challenges.ask(actor=actor, subject=subject, channel=notifications.Channel.SMS)

    assert killed_everywhere(begin, work, picture) > 5


def test_a_code_killed_while_it_is_drawn_is_sent_once():
    iums = load("iums-nursing")
    notifications.put_demo(iums.id)
    person = iums.person(LOGIN)
    serial = iter(range(100, 1000))

    def begin() -> Challenge:
        now = timezone.now()
        return Challenge.objects.create(
            institution_id=iums.id, purpose=Purpose.ACCOUNT, subject=uuid4().hex, flow="f", person=person,
            channel="sms", sent_at=now, expires_at=now + challenges.LIFE, destination=f"+989121110{next(serial)}",
        )  # fmt: skip

    def picture(row: Challenge) -> tuple:
        return bool(Challenge.objects.get(id=row.id).code_hash), Delivery.objects.filter(secret__isnull=False).count()

    assert killed_everywhere(begin, lambda row: challenges.send(row.id, "fa"), picture) > 5
