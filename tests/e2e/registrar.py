"""Verbs for browser tests that no page offers, one JSON object a line: people brought in, versions pinned, facts read.

A process of its own, because Django refuses to work in a thread where playwright's loop runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import django

PASSWORD = "namoone-pishkhan-1405"
GUARDED: list[int] = []
GIVEN: list[int] = []


def student(university: str, like: str, **changes: str) -> dict[str, str]:
    """A new student with one enrolment like that of the demo student with this login; `changes` are its fields."""
    from pishkhan.identity import api as identity
    from pishkhan.identity.domain.queries.lookup import person_by_identifier

    institution = _institution(university)
    model = person_by_identifier(institution_id=institution.id, typed=like)
    assert model is not None, like
    old = identity.enrolments_of(identity.actor_of(model, institution_id=institution.id))[0]
    serial = identity.Enrolment.objects.count() + 1
    number, code, mobile = f"99{serial:07d}", _national_id(200_000_000 + serial), f"0935{serial:07d}"
    person, _ = identity.put_person(
        institution_id=institution.id, full_name=model.full_name, full_name_en=model.full_name_en,
        identifiers={"national_id": code, "mobile": mobile, "student_number": number}.items(),
        father_name=model.father_name, birth_certificate=model.birth_certificate, birth_date=model.birth_date,
        address=model.address, facts={**model.facts, "shown_number": number},
    )  # fmt: skip
    identity.set_password(person=person, password=PASSWORD)
    fields = {
        name: changes.get(name, getattr(old, name))
        for name in ("field", "degree", "entry_year", "status", "admission_type")
    }
    identity.put_enrolment(
        person=person, student_number=number, faculty_id=old.faculty_id, titles=old.titles, facts=old.facts, **fields
    )
    return {"login": number, "national_id": code, "mobile": mobile, "name": model.full_name}


def stranger() -> dict[str, str]:
    """A mobile and a national code that nobody here has."""
    GIVEN.append(len(GIVEN) + 1)
    serial = GIVEN[-1]
    return {"mobile": f"0936{serial:07d}", "national_id": _national_id(300_000_000 + serial)}


def new_code_at_once(typed: str) -> None:
    """Let the pause after a student's last code go by."""
    from datetime import timedelta

    from django.db.models import F

    from pishkhan.identity.domain.queries.lookup import person_by_identifier
    from pishkhan.identity.models import Challenge

    person = person_by_identifier(institution_id=_institution("iums").id, typed=typed)
    assert person is not None, typed
    Challenge.objects.filter(person=person).update(sent_at=F("sent_at") - timedelta(minutes=5))


def month_over(university: str, typed: str) -> list[int]:
    """Let the month of somebody who registered go by, as the daily job sees it: how many were reminded, and deleted."""
    from datetime import timedelta

    from pishkhan.identity.domain import applicants
    from pishkhan.identity.domain.queries.lookup import person_by_identifier

    person = person_by_identifier(institution_id=_institution(university).id, typed=typed)
    assert person is not None, typed
    last = person.applicant.dies_on
    reminded = [applicants.remind(last - timedelta(days=days)) for days in (7, 3, 1)]
    return [*reminded, applicants.purge(last)]


def complete_profile(university: str, typed: str) -> None:
    """Send the profile of somebody who registered, as if they had filled it in."""
    from pishkhan.identity import api as identity
    from pishkhan.identity.domain.queries.lookup import person_by_identifier

    institution = _institution(university)
    person = person_by_identifier(institution_id=institution.id, typed=typed)
    assert person is not None, typed
    answers = {
        "father_name": "پدر نمونه", "birth_certificate": "0", "gender": "female", "marital_status": "single",
        "university": "demo-tehran", "faculty": "engineering", "field": "computer-engineering", "degree": "master",
        "entry_year": 1402, "student_number": f"77{typed[:7]}", "study_status": "studying",
        "admission_type": "daily", "province": "tehran", "address": "تهران، خیابان نمونه، شمارهٔ ۱",
    }  # fmt: skip
    identity.applicants.send_profile(
        actor=identity.actor_of(person, institution_id=institution.id), answers=answers
    )


def clerk(university: str, like: str) -> dict[str, str]:
    """A new officer with the memberships of a demo one."""
    from pishkhan.identity import api as identity
    from pishkhan.identity.domain.queries.lookup import person_by_identifier
    from pishkhan.plumbing.actor import Role

    institution = _institution(university)
    model = person_by_identifier(institution_id=institution.id, typed=like)
    assert model is not None, like
    serial = identity.Person.objects.count() + 1
    login, code = f"clerk{serial}", _national_id(400_000_000 + serial)
    person, _ = identity.put_person(
        institution_id=institution.id, full_name="کارشناس نمونهٔ تازه", full_name_en="New Demo Officer",
        identifiers=[("staff_code", login), ("national_id", code), ("mobile", f"0937{serial:07d}")],
        facts={"shown_number": login},
    )  # fmt: skip
    for row in model.memberships.all():
        identity.put_membership(person=person, unit_id=row.unit_id, role=Role(row.role), since=row.since)
    identity.set_password(person=person, password=PASSWORD)
    return {"login": login, "name": person.full_name}


def second_factor(university: str, word: str) -> None:
    """Have an institution require second factors of its officers, or offer them."""
    from pishkhan.identity.models import AccountRules

    AccountRules.objects.filter(institution_id=_institution(university).id).update(second_factor=word)


def alarm(university: str, typed: str) -> str:
    """The link of «this wasn't me» that messages to a person carry."""
    from pishkhan.identity.domain import not_me
    from pishkhan.identity.domain.queries.lookup import person_by_identifier

    person = person_by_identifier(institution_id=_institution(university).id, typed=typed)
    assert person is not None, typed
    return not_me.link(person.id)


def pin(university: str, type_key: str, version: int) -> int:
    """Let new requests of a type use this published version of its process; the version they used before."""
    from pishkhan.servicedesk import api as servicedesk
    from pishkhan.workflow import api as workflow

    institution = _institution(university)
    kind = servicedesk.request_type(institution.id, type_key)
    assert kind is not None, type_key
    all_versions = workflow.versions_of(institution.id)
    rows = {row.number: row.id for row in all_versions if row.process.key == kind.process_key}
    before = {row_id: number for number, row_id in rows.items()}.get(kind.process_version_id, max(rows))
    servicedesk.put_type(institution_id=institution.id, key=type_key, process_version_id=rows[version])
    return before


def is_valid(university: str, path: str) -> bool:
    """Whether the institution's own certificates vouch for the whole of a signed file."""
    from pishkhan.clearance import api as clearance
    from pishkhan.clearance.paper import signing

    verdict = signing.verify(Path(path).read_bytes(), clearance.trusted(_institution(university).id))
    return verdict.valid and verdict.covers_whole_document


def prepare() -> dict[str, str]:
    """See tests.e2e.scene."""
    from tests.e2e import scene

    return scene.prepare()


def figures() -> None:
    """What two months brought to iums."""
    from tests.e2e import sight
    from tests.factories.packs import load

    sight.figures(load("iums-nursing"))


def count_figures() -> None:
    """The periodic job of the figures, now."""
    from pishkhan.servicedesk import tasks

    tasks.count_today(0)


def owe(university: str, login: str, subject: str, amount: int, reason: str) -> str:
    """A debt of a student for a subject of payment; its id."""
    from uuid import uuid4

    from pishkhan.identity import api as identity
    from pishkhan.payments import api as payments
    from pishkhan.plumbing.actor import system

    institution = _institution(university)
    what = payments.Subject.objects.get(institution_id=institution.id, key=subject)
    due = payments.record_due(
        actor=system(institution.id), enrolment_id=identity.enrolment_by_number(institution.id, login).id,
        office_id=what.office_id, amount=amount, reason=reason, source_ref=f"e2e:{uuid4()}",
        origin=payments.Origin(subject=what),
    )  # fmt: skip
    return str(due.id)


def paid(amount: int, subject: str) -> dict[str, Any]:
    """A payment that stands in the ledger; see tests.e2e.accounts."""
    from tests.e2e import accounts
    from tests.factories.packs import load

    return accounts.paid(load("iums-nursing"), amount, subject)


def closed_letter(university: str, login: str) -> dict[str, str]:
    """A request of a student that its office has answered; its number, its task, the login of a lead of the office,
    the link that asks how it was."""
    import time
    from datetime import date

    from pishkhan.identity import api as identity
    from pishkhan.plumbing.actor import Role
    from pishkhan.servicedesk import api as servicedesk
    from pishkhan.servicedesk.models import Survey
    from pishkhan.workflow import api as workflow
    from tests.factories import letters
    from tests.factories.packs import load

    assert university == "iums"
    iums = load("iums-nursing")
    closed = letters.close(iums, letters.file(iums, login))
    task = workflow.tasks_of_case(closed.case_id)[-1]
    until = time.monotonic() + 60
    while not Survey.objects.filter(request_id=closed.id).exists():  # the closing message makes a link of its own
        assert time.monotonic() < until, "no closing message was sent"
        time.sleep(0.1)
    lead = "military"
    identity.put_membership(person=iums.person(lead), unit_id=task.office_id, role=Role.LEAD, since=date(2020, 1, 1))
    rate = "/rate/" + servicedesk.surveys.ask(closed).rpartition("/rate/")[2]
    return {"number": closed.number, "task": str(task.id), "lead": lead, "rate": rate}


def due(university: str, login: str, hours: float) -> None:
    """Let the deadline of a student's open task be so many hours from now, or behind, as the minute's job sees it."""
    from datetime import timedelta

    from django.utils import timezone

    from pishkhan.servicedesk.models import Request
    from pishkhan.workflow import api as workflow

    row = Request.objects.get(institution=_institution(university), enrolment__student_number=login, closed_at=None)
    open_ones = workflow.Task.objects.filter(case_id=row.case_id, status="ready")
    open_ones.update(due_at=timezone.now() + timedelta(hours=hours))
    workflow.remind_all()


def long_logins() -> None:
    """Clerks of many tests log in once: their sessions outlive a pause between two tests."""
    from pishkhan.identity.models import AccountRules
    from pishkhan.organisation import api as organisation

    for institution in organisation.institutions():
        AccountRules.objects.update_or_create(
            institution_id=institution.id, defaults={"idle_minutes": 240, "kiosk_idle_minutes": 60}
        )


def campus(university: str, networks: dict[str, bool], sections: dict[str, str]) -> None:
    """Make these the networks (with whether their computers are shared) and the rules of an institution."""
    from pishkhan.organisation.models import CampusNetwork, SectionRule

    here = _institution(university).id
    for model in (CampusNetwork, SectionRule):
        model.objects.filter(institution_id=here).delete()
    for cidr, kiosk in networks.items():
        CampusNetwork.objects.create(institution_id=here, cidr=cidr, name={"fa": "شبکهٔ نمونه"}, kiosk=kiosk)
    for section, mode in sections.items():
        SectionRule.objects.create(institution_id=here, section=section, mode=mode)


def break_plan(university: str, login: str) -> None:
    """End a student's running instalment plan: it was not kept."""
    from pishkhan.identity.domain.queries.lookup import person_by_identifier
    from pishkhan.payments import api as payments
    from pishkhan.plumbing.actor import system

    here = _institution(university)
    person = person_by_identifier(institution_id=here.id, typed=login)
    assert person is not None, login
    for plan in payments.InstalmentPlan.objects.filter(enrolment__person=person, state="running"):
        payments.break_plan(actor=system(here.id), plan_id=plan.id, reason="دو قسط پرداخت نشد")


def ends_in(university: str, login: str, seconds: int, absolute: bool = False) -> int:
    """Have the sessions of a person end so soon; how many there are."""
    from datetime import timedelta

    from django.utils import timezone

    from pishkhan.identity.domain.queries.lookup import person_by_identifier
    from pishkhan.identity.models import LoginSession

    person = person_by_identifier(institution_id=_institution(university).id, typed=login)
    at = timezone.now() + timedelta(seconds=seconds)
    moved = {"expire_date": at, **({"ends_at": at} if absolute else {})}
    return LoginSession.objects.filter(person=person).update(**moved)


def guard(pids: list[int]) -> None:
    """End these servers when the tests' process is gone, however it went."""
    GUARDED.extend(pids)


def _institution(slug: str) -> Any:
    from pishkhan.organisation import api as organisation

    return next(one for one in organisation.institutions() if one.slug == slug)


def _national_id(number: int) -> str:
    """A national code with a right check digit."""
    digits = f"{number:09d}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits}{rest if rest < 2 else 11 - rest}"


VERBS = {
    verb.__name__: verb
    for verb in (
        clerk, second_factor, alarm, student, stranger, complete_profile, new_code_at_once, month_over,
        break_plan, pin, is_valid, prepare, long_logins, campus, ends_in, guard, owe, paid, closed_letter,
        figures, count_figures, due,
    )
}


def main() -> None:
    django.setup()
    for line in sys.stdin:
        given = json.loads(line)
        try:
            answer = {"result": VERBS[given.pop("verb")](**given)}
        except Exception:
            answer = {"trouble": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in GUARDED:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
