"""Universities with a terminal at every bank, students with sessions, and officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from pishkhan.identity import api as identity
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.payments.domain.bringing import put_subject, put_terminal
from pishkhan.plumbing.actor import Actor
from tests.e2e import registrar
from tests.e2e.house import HOSTS
from tests.factories.paying import TERMINAL
from tests.storm.database import sure
from tests.storm.plan import GATEWAYS, UNIVERSITIES, Wish

LIKE = {"iums": "981020304", "shiraz": "40120402", "uok": "40031101"}
"""Whom the students of the storm are like."""


@dataclass(frozen=True)
class Student:
    """Who pays, and the session of their browser."""

    person_id: UUID
    enrolment_id: UUID
    session: str


@dataclass(frozen=True)
class Place:
    """A university. `subjects` by gateway and whether it is for dues."""

    id: UUID
    host: str
    officer: Actor
    students: list[Student]
    subjects: Mapping[tuple[str, bool], payments.Subject]

    def terminal(self, gateway: str) -> UUID:
        found = self.subjects[gateway, True].terminal_id
        assert found is not None
        return found


def furnish(count: int) -> dict[str, Place]:
    """The universities of the demo, with `count` students of the storm each."""
    slugs = {each.slug: each for each in organisation.institutions()}
    return {name: _place(name, slugs[name].id, count) for name in UNIVERSITIES}


def _place(slug: str, institution_id: UUID, count: int) -> Place:
    officer = person_by_identifier(institution_id=institution_id, typed="admin")
    assert officer is not None
    students = [_student(slug, institution_id) for _ in range(count)]
    actor = identity.actor_of(officer, institution_id=institution_id)
    return Place(institution_id, HOSTS[slug], actor, students, _subjects(institution_id))


def _student(slug: str, institution_id: UUID) -> Student:
    given = registrar.student(slug, LIKE[slug])
    person = person_by_identifier(institution_id=institution_id, typed=given["login"])
    assert person is not None
    browser = Client(SERVER_NAME=HOSTS[slug])
    browser.force_login(person)
    (enrolment,) = identity.enrolments_of(identity.actor_of(person, institution_id=institution_id))
    return Student(person.id, enrolment.id, browser.cookies["sessionid"].value)


def _subjects(institution_id: UUID) -> dict[tuple[str, bool], payments.Subject]:
    like = payments.Subject.objects.filter(institution_id=institution_id).select_related("centre", "office").first()
    assert like is not None
    found = {}
    for gateway in GATEWAYS:
        key = f"storm-{gateway}"
        terminal, _ = put_terminal(
            institution_id=institution_id, key=key, name={"fa": "درگاه آزمون", "en": key}, gateway=gateway,
            settings=TERMINAL[gateway],
        )  # fmt: skip
        for for_due in (True, False):
            title = {"fa": f"موضوع آزمون {gateway} {for_due:d}", "en": f"{key} {for_due}"}
            fields: dict[str, Any] = {
                "title": title, "centre": like.centre, "office": like.office, "terminal": terminal, "least": 1_000,
                "free": not for_due, "least_part": 1_000,
            }  # fmt: skip
            found[gateway, for_due], _ = put_subject(
                institution_id=institution_id, key=f"{key}-{for_due:d}", fields=fields, shares=()
            )
    return found


def record(place: Place, wish: Wish, amount: int) -> payments.Due:
    """A debt of the wish's student; the same when it is recorded again."""
    subject = place.subjects[wish.gateway, True]
    return sure(
        lambda: payments.record_due(
            actor=place.officer, enrolment_id=place.students[wish.student].enrolment_id, office_id=subject.office_id,
            amount=amount, reason="بدهی آزمون", source_ref=f"storm:{wish.number}",
            origin=payments.Origin(subject=subject),
        )
    )  # fmt: skip


def settle_otherwise(place: Place, due_id: UUID, kind: payments.EntryKind) -> bool:
    """An officer takes the debt away; whether it was there to be taken."""

    def work() -> bool:
        try:
            payments.reduce_due(actor=place.officer, due_id=due_id, kind=kind, reason="آزمون", evidence="۱۲")
        except payments.Settled:
            return payments.DueEntry.objects.filter(due_id=due_id, kind=kind).exists()
        except DomainError as error:
            if error.code != "due_being_paid":
                raise
            return False
        return True

    return sure(work)


def switch(place: Place, gateway: str, *, on: bool) -> None:
    """An administrator closes a terminal, or opens it."""
    rows = payments.Terminal.objects.filter(id=place.terminal(gateway))
    sure(lambda: rows.update(is_open=on))
