"""Whose sessions there are, how long they live, and ending them (A12, A15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import sessions
from pishkhan.identity.models import AccountRules, LoginSession
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.models import AuditEntry

STUDENT, OTHER = "981020304", "991020305"
HOST = {"SERVER_NAME": "iums.localhost"}


@pytest.fixture
def actor(iums):
    return lambda login: identity.actor_of(iums.person(login), institution_id=iums.person(login).institution_id)


@pytest.fixture
def browser(iums):
    client = Client(**HOST, REMOTE_ADDR="10.1.2.3", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140"})
    client.force_login(iums.person(STUDENT))
    return client


def row() -> LoginSession:
    return LoginSession.objects.get(person__isnull=False)


def aged(**moved: timedelta) -> None:
    """As if it had been a while ago."""
    found = row()
    for name, by in moved.items():
        setattr(found, name, getattr(found, name) - by)
    found.save()


def test_login_writes_down_whose_session_it_is_and_when_it_ends(iums, browser):
    found = row()
    assert found.person == iums.person(STUDENT)
    assert found.ends_at - found.started_at == timedelta(hours=12)
    assert found.expire_date - found.started_at == timedelta(minutes=10)


def test_login_by_the_form_knows_network_and_browser(iums):
    person = iums.person(STUDENT)
    identity.set_password(person=person, password="namoone-pishkhan-1405")
    client = Client(**HOST, REMOTE_ADDR="10.1.2.3", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140"})
    client.get("/login/")
    answer = client.post("/login/", {"login": STUDENT, "password": "namoone-pishkhan-1405"})
    assert answer.status_code == 302
    assert (row().network, row().agent) == ("10.1.2.3", "Firefox, Windows")


def test_session_and_person_are_read_in_one_statement(browser):
    browser.get("/help/")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/help/")
    of_identity = [q["sql"] for q in asked if "identity_session" in q["sql"] or "identity_person" in q["sql"]]
    assert len(of_identity) == 1
    assert "981020304" in page.content.decode() or "۹۸۱۰۲۰۳۰۴" in page.content.decode()


def test_use_moves_the_end_at_most_once_a_minute(browser):
    aged(seen_at=timedelta(seconds=50), expire_date=timedelta(seconds=50))
    before = row().expire_date
    browser.get("/help/")
    assert row().expire_date == before
    aged(seen_at=timedelta(seconds=20), expire_date=timedelta(seconds=20))
    browser.get("/help/")
    assert row().expire_date > before
    assert timezone.now() - row().seen_at < timedelta(seconds=30)


def test_use_moves_the_end_no_further_than_the_absolute_one(browser):
    aged(seen_at=timedelta(minutes=2), ends_at=timedelta(hours=11, minutes=57))
    browser.get("/help/")
    assert row().expire_date == row().ends_at


@pytest.mark.parametrize("path", ["/session/left/", "/session/ended/"])
def test_asking_how_long_it_lives_keeps_nothing_alive(browser, path):
    aged(seen_at=timedelta(minutes=5), expire_date=timedelta(minutes=5))
    before = row().expire_date
    browser.get(path)
    browser.get("/help/", headers={"Pk-Background": "1"})
    browser.get("/help/", headers={"Sec-Purpose": "prefetch"})
    assert row().expire_date == before
    browser.post("/session/stay/")
    assert row().expire_date > before


def test_idle_session_is_over(browser):
    aged(seen_at=timedelta(minutes=11), expire_date=timedelta(minutes=11))
    assert browser.get("/requests/").status_code == 302
    assert browser.get("/session/left/").json() == {"left": 0, "who": ""}


def test_limits_are_the_institutions(iums):
    person = iums.person(STUDENT)
    AccountRules.objects.update_or_create(
        institution_id=person.institution_id, defaults={"idle_minutes": 20, "absolute_hours": 2}
    )
    Client(**HOST).force_login(person)
    assert row().expire_date - row().started_at == timedelta(minutes=20)
    assert row().ends_at - row().started_at == timedelta(hours=2)


def test_what_a_page_keeps_in_the_session_does_not_move_its_end(browser):
    aged(seen_at=timedelta(seconds=30), expire_date=timedelta(seconds=30))
    before = row()
    session = browser.session
    session["x"] = 1
    session.save()
    assert (row().expire_date, row().seen_at) == (before.expire_date, before.seen_at)
    assert browser.session["x"] == 1
    assert row().session_data != before.session_data


def test_sessions_are_listed_newest_first_and_the_current_one_named(iums, browser):
    second = Client(**HOST)
    second.force_login(iums.person(STUDENT))
    Client(**HOST).force_login(iums.person(OTHER))
    found = identity.sessions_of(iums.person(STUDENT).id, current=browser.session.session_key)
    assert [each.current for each in found] == [False, True]
    keys = set(LoginSession.objects.values_list("session_key", flat=True))
    assert not keys & {each.mark for each in found}


def test_others_are_ended_and_this_one_stays(iums, browser, actor):
    second = Client(**HOST)
    second.force_login(iums.person(STUDENT))
    stranger = Client(**HOST)
    stranger.force_login(iums.person(OTHER))
    me = iums.person(STUDENT).id
    assert identity.end_sessions(actor=actor(STUDENT), person_id=me, but=browser.session.session_key) == 1
    assert [c.get("/requests/").status_code for c in (browser, second, stranger)] == [200, 302, 200]
    line = AuditEntry.objects.filter(stream=me, action="account.sessions_ended").get()
    assert line.after["count"] == 1


def test_one_is_ended_by_its_mark_and_only_ones_own(iums, browser, actor):
    mark = identity.sessions_of(iums.person(STUDENT).id)[0].mark
    with pytest.raises(DomainError, match="session_gone"):
        identity.end_one(actor=actor(OTHER), mark=mark)
    identity.end_one(actor=actor(STUDENT), mark=mark)
    assert browser.get("/requests/").status_code == 302


def test_reset_ends_a_session_that_is_open(iums, browser):
    identity.set_password(person=iums.person(STUDENT), password="namoone-pishkhan-1406")
    assert browser.get("/requests/").status_code == 302


def test_closed_account_has_no_session(iums, browser):
    person = iums.person(STUDENT)
    person.is_active = False
    person.save()
    assert browser.get("/requests/").status_code == 302


def test_ended_sessions_are_deleted_and_living_ones_stay(iums, browser):
    aged(expire_date=timedelta(minutes=11))
    Client(**HOST).force_login(iums.person(OTHER))
    sessions.clear_expired()
    assert row().person == iums.person(OTHER)


def test_logout_is_noted_and_deletes_the_session(iums, browser):
    browser.post("/logout/")
    assert not LoginSession.objects.filter(person__isnull=False).exists()
    assert AuditEntry.objects.filter(stream=iums.person(STUDENT).id, action="account.logout").count() == 1


def test_changed_session_that_is_gone_says_so_and_brings_nothing_back(iums, browser):
    session = browser.session
    session["x"] = 1
    LoginSession.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not LoginSession.objects.exists()


def test_what_runs_beside_a_page_takes_no_cookie_away(iums):
    """Its answer may come after a changed password has given the browser a new session."""
    browser = Client(SERVER_NAME="iums.localhost")
    for path, taken in (("/session/left/", False), ("/session/stay/", False), ("/services/", True)):
        browser.cookies["sessionid"] = "0" * 32
        answer = browser.post(path) if path.endswith("stay/") else browser.get(path)
        assert ("sessionid" in answer.cookies) is taken, path
