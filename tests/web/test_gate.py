"""«این شمایید؟» on shared computers (A15), and the end of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pishkhan.identity.models import AccountRules, LoginSession
from pishkhan.organisation.models import CampusNetwork

STUDENT = "981020304"
LIBRARY, HOME = "10.9.1.7", "185.55.1.2"
QUESTION = "این شمایید؟"
INSIDE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def kiosk(iums):
    CampusNetwork.objects.create(institution_id=iums.id, cidr="10.9.0.0/16", name={"fa": "کتابخانه"}, kiosk=True)
    return iums


def seated(university, address=LIBRARY) -> Client:
    client = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=address)
    client.force_login(university.person(STUDENT))
    return client


def asked(answer) -> bool:
    return QUESTION in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/requests/", "/help/", "/services/clearance/form/"])
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "cross-site"}, {}, {"Referer": "http://shiraz.localhost/"}],
    ids=["typed", "link", "old browser", "old browser from elsewhere"],
)
def test_a15_who_comes_from_outside_is_asked_with_name_and_number(kiosk, path, headers):
    answer = seated(kiosk).get(path, headers=headers)
    text = answer.content.decode()
    assert asked(answer)
    assert f"این رایانه با حساب {kiosk.person(STUDENT).full_name} باز است. {QUESTION}" in text
    assert "۹۸۱۰۲۰۳۰۴" in text
    assert 'action="/logout/"' in text
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("headers", [INSIDE, {"Referer": "http://iums.localhost/x/"}])
def test_a15_a_step_within_the_site_is_not_asked(kiosk, headers):
    assert not asked(seated(kiosk).get("/requests/", headers=headers))


def test_a15_new_kiosk_asks_also_the_administrator_who_named_it(kiosk):
    client = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=LIBRARY)
    client.force_login(kiosk.person("admin"))
    assert asked(client.get("/console/", headers={"Sec-Fetch-Site": "none"}))


def test_a15_only_shared_computers_ask(kiosk):
    assert not asked(seated(kiosk, HOME).get("/requests/", headers={"Sec-Fetch-Site": "none"}))


def test_a15_who_is_nobody_is_not_asked(kiosk):
    visitor = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=LIBRARY)
    assert not asked(visitor.get("/", headers={"Sec-Fetch-Site": "none"}))


def test_a15_question_stands_until_it_is_answered(kiosk):
    """Back leads to a page of the first student that was opened from within: it is asked there too."""
    client = seated(kiosk)
    client.get("/", headers={"Sec-Fetch-Site": "none"})
    assert asked(client.get("/requests/", headers=INSIDE))
    answer = client.post("/session/here/", {"destination": "/notifications/"}, headers=INSIDE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/notifications/")
    assert not asked(client.get("/requests/", headers=INSIDE))


def test_a15_no_post_passes_the_question(kiosk):
    client = seated(kiosk)
    client.get("/", headers={"Sec-Fetch-Site": "none"})
    answer = client.post("/notifications/read/", headers=INSIDE)
    assert (answer.status_code, asked(answer)) == (403, True)
    answer = client.post("/notifications/read/", headers={**INSIDE, "Accept": "application/json"})
    assert (answer.status_code, list(answer.json())) == (403, ["message"])
    assert client.get("/session/left/").json()["left"] == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_a15_after_five_minutes_it_is_asked_again_also_of_a_post(kiosk, method):
    AccountRules.objects.update_or_create(institution_id=kiosk.id, defaults={"kiosk_idle_minutes": 30})
    client = seated(kiosk)
    row = LoginSession.objects.get(session_key=client.session.session_key)
    row.seen_at -= timedelta(minutes=4)
    row.save()
    assert not asked(client.get("/requests/", headers={**INSIDE, "Pk-Background": "1"}))
    row.seen_at -= timedelta(minutes=2)
    row.save()
    assert asked(getattr(client, method)("/notifications/read/", headers=INSIDE))


def test_a15_logout_passes_the_question_and_leads_to_the_login_page(kiosk):
    client = seated(kiosk)
    client.get("/", headers={"Sec-Fetch-Site": "none"})
    answer = client.post("/logout/", headers=INSIDE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not LoginSession.objects.filter(person__isnull=False).exists()


@pytest.mark.parametrize(
    "told",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "/logout/", "",
     "/session/left/"],
)  # fmt: skip
def test_a17_answer_leads_to_this_host_alone(kiosk, told):
    answer = seated(kiosk).post("/session/here/", {"destination": told}, headers=INSIDE)
    assert answer.headers["Location"] == "/enter/"


@pytest.mark.parametrize("told", ["https://evil.example/", "//evil.example/", "/requests/?x=1"])
def test_a17_end_leads_to_the_login_page_and_back_to_this_host_alone(kiosk, told):
    answer = Client(SERVER_NAME="iums.localhost").get("/session/ended/", {"why": "idle", "destination": told})
    back = "/requests/%3Fx%3D1" if told.startswith("/r") else "/enter/"
    assert answer.headers["Location"] == f"/login/?destination={back}"


def test_end_says_why_on_the_login_page(iums):
    client = Client(SERVER_NAME="iums.localhost")
    client.cookies["pk_language"] = "en"
    page = client.get("/session/ended/?why=idle&destination=/requests/", follow=True).content.decode()
    assert "You were logged out because the page was not used for a while." in page


def test_end_of_a_session_that_lives_on_asks_who_it_is(iums):
    """A page whose clock is over, while another tab was used: it is not shown without a question, and is no use."""
    client = seated(iums, HOME)
    answer = client.get("/session/ended/?why=idle&destination=/requests/")
    assert asked(answer)
    assert 'value="/requests/"' in answer.content.decode()


def test_page_knows_when_it_ends_and_leaves_without_scripts(iums):
    page = seated(iums, HOME).get("/requests/").content.decode()
    assert 'data-sitting="' in page
    assert '<noscript><meta http-equiv="refresh" content="' in page
    assert "/session/ended/?why=idle&amp;destination=/requests/" in page.replace("%2F", "/")
