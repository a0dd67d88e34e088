"""The page by link: how far a request is, and nothing about its person (F5, B22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from pishkhan.clearance import api as clearance
from pishkhan.identity.domain import activation
from pishkhan.identity.models import Tries
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import usual
from pishkhan.workflow.api import Usual
from pishkhan.workflow.models import Span, Task
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.web.student.conftest import STUDENT, Browser, text


@pytest.fixture
def filed(iums):
    caches["local"].clear()
    return walks.file(iums, STUDENT)


@pytest.fixture
def stranger(iums):
    return Browser(iums)


def page(stranger, request):
    found = stranger.get(f"/p/{servicedesk.following.code_of(request)}/")
    assert found.status_code == 200
    return found


def test_whoever_has_the_link_sees_the_stations_and_no_person(iums, filed, stranger):
    """F5: the office that holds it and whose move it is; neither names nor who asked for it."""
    walks.send(iums, filed, "education")
    shown = page(stranger, filed)
    words = text(shown)
    assert filed.type.name["en"] in words
    assert "1 of 11 stations done" in words
    assert "It is the move of" in words
    people = [filed.applicant, *(iums.person(login) for login in ("edu.lead", "edu.expert", "nutrition"))]
    for person in people:
        assert person.full_name not in shown.content.decode()
        assert (person.full_name_en or "—") not in words
    assert STUDENT not in shown.content.decode()
    assert (shown["X-Robots-Tag"], shown["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in shown["Cache-Control"]


def test_what_the_student_must_do_is_not_told_to_strangers(iums, filed, stranger):
    """A debt and its amount, a visit and its reason are the student's own; a stranger reads that it is their move."""
    task = walks.task_at(filed, "education")
    actor = walks.holder_of(iums, task)
    clearance.require_visit(actor=actor, task_id=task.id, reason="کارت گم شده است", bring="شناسنامه")
    words = text(page(stranger, filed))
    assert "It is the student's move." in words
    assert "Paused" in words
    for secret in ("کارت گم شده", "شناسنامه", "Visit needed"):
        assert secret not in words


def test_unknown_renewed_and_foreign_codes_are_the_same_404(iums, filed, stranger, shiraz):
    old = servicedesk.following.code_of(filed)
    servicedesk.following.renew(actor=iums.actor(STUDENT), number=filed.number)
    code = servicedesk.following.code_of(filed)
    answers = [stranger.get(f"/p/{typed}/") for typed in (old, "0" * 23, "nonsense")]
    answers.append(Browser(shiraz).get(f"/p/{code}/"))
    assert {answer.status_code for answer in answers} == {404}
    bodies = {text(answer) for answer in answers[:3]}
    assert len(bodies) == 1
    assert "No request is followed by this code." in bodies.pop()


def test_network_may_guess_only_so_many(filed, stranger, monkeypatch):
    monkeypatch.setattr(activation, "PER_NETWORK", 3)
    answers = [stranger.get("/p/0000000000000000000000/").status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    page(stranger, filed)  # who has a code is not kept out by the guesses of others
    assert Tries.objects.count() == 1


def test_typed_code_leads_to_its_page(filed, stranger):
    code = servicedesk.following.code_of(filed)
    sent = stranger.get("/p/", code=code)
    assert sent.headers["Location"] == f"/p/{code}/"
    assert stranger.get("/p/").status_code == 200


def test_usual_times_are_said_where_known_and_summed_only_when_all_are(iums, filed, stranger):
    """F5: p50–p80 in working hours or days, «نامعلوم» below twenty."""
    first = Task.objects.get(case_id=filed.case_id, status="ready", node="education")
    span = {"institution_id": iums.id, "process_key": "nursing-clearance", "at": timezone.now(), "tasks": 20}
    Span.objects.create(**span, node="education", office_id=first.office_id, p50=2 * 3600, p80=5 * 3600)
    words = text(page(stranger, filed))
    assert "Usually between 2 and 5 office hours" in words
    assert "Usual time: unknown yet" in words
    assert "For all that is left" not in words
    assert "Usual time: unknown yet; deadline: about 2 working days" in words, "sixteen hours of seven and a half"


def test_closed_days_to_come_are_told(iums, filed, stranger):
    today = timezone.localdate()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 7 * (today.weekday() == 5))
    organisation.keep_holiday(
        actor=iums.actor("admin"), day=saturday, name={"fa": "آلودگی هوا", "en": "Air pollution"}, confirmed=False
    )
    caches["local"].clear()
    words = text(page(stranger, filed))
    assert "Offices are closed" in words
    assert "Air pollution Estimated" in words


def test_over_is_over(iums, filed, stranger):
    servicedesk.Request.objects.filter(id=filed.id).update(closed_at=timezone.now())
    words = text(page(stranger, filed))
    assert "This request is over." in words
    assert "Usual time" not in words


def test_withdrawn_is_said_to_be_withdrawn_and_shows_no_empty_list(iums, filed, stranger):
    student = Browser(iums, STUDENT)
    servicedesk.withdraw(actor=iums.actor(STUDENT), request_id=filed.id, reason="منصرف شدم")
    words = text(page(stranger, filed))
    assert "The student withdrew this request" in words
    assert "Completed" not in words
    for shown in (words, text(student.get(f"/requests/{filed.number}/"))):
        assert "Withdrawn" in shown
        assert "stations done" not in shown


def test_link_stands_in_the_message_of_filing(iums, filed):
    notifications.put_demo(iums.id)
    run_jobs()
    sent = Delivery.objects.get(message="request_filed", channel="sms")
    assert sent.values["follow"].endswith(f"/p/{servicedesk.following.code_of(filed)}/")


def test_page_asks_so_many_statements(iums, filed, stranger):
    address = f"/p/{servicedesk.following.code_of(filed)}/"
    stranger.get(address)
    with CaptureQueriesContext(connection) as queries:
        stranger.get(address)
    assert len(queries) == 8, "\n".join(query["sql"][:160] for query in queries)


def test_student_copies_renews_and_switches_the_link_off(iums, filed, stranger):
    student = Browser(iums, STUDENT)
    here = f"/requests/{filed.number}/"
    code = servicedesk.following.code_of(filed)
    assert f"/p/{code}/" in student.get(here).content.decode()
    student.post(here + "follow/off/")
    assert stranger.get(f"/p/{code}/").status_code == 404
    assert "The link is switched off" in text(student.get(here))
    student.post(here + "follow/renew/")
    assert stranger.get(f"/p/{code}/").status_code == 404
    page(stranger, filed)
    assert stranger.post(here + "follow/renew/").status_code in {302, 401}
    other = Browser(iums, "991020305")
    assert other.post(here + "follow/off/").status_code == 404


def test_deadline_is_said_until_something_is_known():
    day, hour = timedelta(hours=7.5), timedelta(hours=1)
    with translation.override("en"):
        said = [usual.words(None, day, given=given) for given in (None, 0 * hour, hour, 8 * hour, 24 * hour)]
        known = usual.words(Usual(hour, 3 * hour), day, given=24 * hour)
    unknown = "Usual time: unknown yet"
    assert said == [
        unknown, unknown, f"{unknown}; deadline: 1 office hour", f"{unknown}; deadline: 8 office hours",
        f"{unknown}; deadline: about 3 working days",
    ]  # fmt: skip
    assert known == "Usually between 1 and 3 office hours"


def test_long_ranges_are_said_in_working_days():
    day, hour = timedelta(hours=7.5), timedelta(hours=1)
    with translation.override("en"):
        said = [
            usual.words(Usual(p50, p80), day)
            for p50, p80 in (
                (0.2 * hour, 0.9 * hour), (0.2 * hour, 3 * hour), (2 * hour, 4.1 * hour), (9 * hour, 14.9 * hour),
                (9 * hour, 15 * hour), (3 * hour, 30 * hour), (2 * day, 2 * day),
            )
        ]  # fmt: skip
    assert said == [
        "Usually less than one office hour", "Usually up to 3 office hours", "Usually between 2 and 5 office hours",
        "Usually between 9 and 15 office hours", "Usually between 1 and 2 working days",
        "Usually up to 4 working days", "Usually up to 2 working days",
    ]  # fmt: skip
