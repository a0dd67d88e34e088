"""One's own account: the password, the sessions, the log, and «this wasn't me»."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from allauth.idp.oidc.models import Client as Party
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from django.core.signing import TimestampSigner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pishkhan.identity.domain import challenges, not_me, records
from pishkhan.identity.enums import Purpose, Record, RescueSource
from pishkhan.identity.models import Challenge, LoginSession, Rescue
from pishkhan.notifications.models import Notice
from tests.identity.test_factors import inside, with_app
from tests.identity.test_login import PASSWORD, STUDENT, attempt, browser, noted

NEW = "hashtad-o-se derakht dar bagh"


def change(client, old=PASSWORD, new=NEW):
    return client.post("/account/password/", {"old": old, "password": new})


def token_of(person) -> Token:
    party = Party.objects.create(name="x")
    return Token.objects.create(user=person, client=party, type=Token.Type.ACCESS_TOKEN, hash="x")


def test_changing_the_password_ends_all_else_and_tells_the_person(iums):
    person = iums.person(STUDENT)
    here, elsewhere = inside(STUDENT), inside(STUDENT)
    token_of(person)
    assert change(here).headers["Location"] == "/account/"
    assert here.get("/requests/").status_code == 200
    assert elsewhere.get("/requests/").status_code == 302
    assert (Token.objects.count(), len(noted(person.id, Record.PASSWORD_CHANGED))) == (0, 1)
    assert Notice.objects.filter(person_id=person.id).order_by("-id")[0].link.startswith("/account/not-me/")
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 422
    assert attempt(browser(), STUDENT, NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("nadorost", NEW, "رمز کنونی"), ("", NEW, "رمز کنونی"), (PASSWORD, "kootah", "کوتاه"),
        (PASSWORD, PASSWORD, "همان رمز"), (PASSWORD, "", "رمز"),
    ],
)  # fmt: skip
def test_password_that_would_not_do_is_refused_where_it_was_typed(iums, old, new, says):
    answer = change(inside(STUDENT), old, new)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 302


def test_guessing_the_present_password_in_an_open_session_ends_soon(iums):
    client = inside(STUDENT)
    assert [change(client, "nadorost").status_code for _ in range(6)] == [422] * 5 + [429]
    assert change(client).status_code == 429


def test_sessions_are_listed_and_others_can_be_ended(iums):
    """A18: one by its mark, or all others at once."""
    clients = [inside(STUDENT) for _ in range(3)]
    page = clients[0].get("/account/sessions/").content.decode()
    assert page.count("Firefox, Windows") == 3
    assert clients[1].session.session_key not in page
    mark = page.split('name="mark" value="')[1].split('"')[0]
    assert clients[0].post("/account/sessions/", {"mark": mark}).status_code == 302
    assert LoginSession.objects.count() == 2
    assert clients[0].post("/account/sessions/").status_code == 302
    assert [client.get("/requests/").status_code for client in clients] == [200, 302, 302]


def older(page: str) -> str:
    return page.split('href="?before=')[1].split('"')[0]


def test_activity_is_shown_page_by_page_and_is_ones_own(iums):
    actor, other = iums.actor(STUDENT), iums.actor("991020305")
    for count in range(60):
        records.note(actor=actor, person_id=actor.me, record=Record.CODE_ASKED, number=count)
    records.note(actor=other, person_id=other.me, record=Record.MOBILE_CHANGED)
    client = inside(STUDENT)
    first = client.get("/account/activity/").content.decode()
    assert "شمارهٔ همراه تغییر کرد" not in first
    second = client.get(f"/account/activity/?before={older(first)}").content.decode()
    third = client.get(f"/account/activity/?before={older(second)}").content.decode()
    assert [page.count("کد یک‌بارمصرف خواسته شد") for page in (first, second, third)] == [24, 25, 11]
    assert 'href="?before=' not in third
    assert client.get("/account/activity/?before=x").status_code == 404


def test_activity_costs_the_same_for_any_length(iums):
    client, actor = inside(STUDENT), iums.actor(STUDENT)
    with CaptureQueriesContext(connection) as few:
        client.get("/account/activity/")
    for _ in range(40):
        records.note(actor=actor, person_id=actor.me, record=Record.CODE_ASKED)
    with CaptureQueriesContext(connection) as many:
        client.get("/account/activity/")
    assert len(few) == len(many)


def test_every_record_has_words():
    from pishkhan.web.account import words

    assert set(words.HAPPENED) == set(Record)


def test_not_me_closes_the_account_and_begins_a_rescue(iums):
    person = iums.person(STUDENT)
    thief, owner = inside(STUDENT), browser("203.0.113.5")
    token_of(person)
    link = not_me.link(person.id)
    assert owner.get(link).status_code == 200
    assert thief.get("/requests/").status_code == 200, "reading changes nothing"
    assert owner.post(link).headers["Location"] == "/account/closed/"
    assert "تا کارشناس بررسی نکند" in owner.get("/account/closed/").content.decode()
    assert "تا کارشناس بررسی نکند" in owner.get(link).content.decode()
    assert thief.get("/requests/").status_code == 302
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 422
    assert Token.objects.count() == 0
    rescue = Rescue.objects.get(person=person)
    assert (rescue.source, rescue.network) == (RescueSource.NOT_ME, "203.0.113.5")
    assert len(noted(person.id, Record.NOT_ME)) == 1
    assert owner.post(link).status_code == 302
    assert Rescue.objects.count() == 1, "pressed twice it is done once"


@pytest.mark.parametrize(
    ("state", "alarmed"),
    [("asked", True), ("proposed", True), ("refused", False), ("done", False)],
)
def test_account_is_alarmed_until_an_officer_has_looked(iums, state, alarmed):
    person, other = iums.person(STUDENT), iums.person("991020305")
    assert not not_me.is_alarmed(person.id)
    browser().post(not_me.link(person.id))
    Rescue.objects.update(state=state, proposed_by=person.id, decided_by=other.id)
    assert (not_me.is_alarmed(person.id), not_me.is_alarmed(other.id)) == (alarmed, False)
    Rescue.objects.update(state="asked", source=RescueSource.PERSON)
    assert not not_me.is_alarmed(person.id), "a wish that anybody can send shuts nobody out"


def test_not_me_kills_codes_and_the_right_a_solved_one_gave(iums):
    person, now = iums.person(STUDENT), timezone.now()
    open_, solved = (
        Challenge.objects.create(
            institution_id=iums.id, purpose=Purpose.ACCOUNT, subject="s", flow="f", person=person, channel="sms",
            sent_at=now, expires_at=now + timedelta(minutes=2), used_at=used,
        )
        for used in (None, now)
    )  # fmt: skip
    assert challenges.may_spend(solved.id, person.id)
    browser().post(not_me.link(person.id))
    open_.refresh_from_db()
    assert open_.expires_at <= timezone.now()
    assert not challenges.may_spend(solved.id, person.id)


@pytest.mark.parametrize(("hours", "left"), [(1, 0), (23, 0), (25, 2)])
def test_not_me_takes_factors_the_thief_may_have_added(iums, hours, left):
    """A thief adds a factor, then changes the password, and the owner reads of the second only."""
    person = iums.person(STUDENT)
    with_app(STUDENT)
    assert Authenticator.objects.filter(user=person).count() == 2, "the app and its recovery codes"
    Authenticator.objects.filter(user=person).update(created_at=timezone.now() - timedelta(hours=hours))
    browser().post(not_me.link(person.id))
    assert Authenticator.objects.filter(user=person).count() == left
    assert len(noted(person.id, Record.FACTOR_REMOVED)) == (left == 0)


def test_not_me_of_a_later_message_works_again(iums):
    person = iums.person(STUDENT)
    browser().post(not_me.link(person.id))
    Rescue.objects.update(created_at=timezone.now() - timedelta(days=1))
    browser().post(not_me.link(person.id))
    assert Rescue.objects.count() == 2


@pytest.mark.parametrize("broken", ["old", "cut", "other", "forged", "strange"])
def test_not_me_link_that_is_not_ours_does_nothing(iums, shiraz, broken):
    person = iums.person(STUDENT)
    link, host = not_me.link(person.id), "iums.localhost"
    if broken == "old":
        with mock.patch("time.time", return_value=timezone.now().timestamp() - 8 * 86400):
            link = not_me.link(person.id)
    elif broken == "cut":
        link = link[:-3] + "/"
    elif broken == "other":
        host = "shiraz.localhost"
    elif broken == "forged":
        link = f"/account/not-me/{TimestampSigner(salt='other', sep='.').sign(person.id.hex)}/"
    else:
        link = "/account/not-me/a.b.c/"
    client = browser()
    for answer in (client.get(link, SERVER_NAME=host), client.post(link, SERVER_NAME=host)):
        assert answer.status_code == 404
    person.refresh_from_db()
    assert (Rescue.objects.count(), person.check_password(PASSWORD)) == (0, True)
