"""Questions to the support, also of people who cannot log in (E4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from pishkhan.identity.domain import captchas
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain.dressing import outgoing
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Enquiry
from tests.factories.jobs import run_jobs
from tests.web.desk.conftest import Desk

ASKED = {"name": "متقاضی نمونه", "address": "someone@uni.example", "body": "رمز خود را فراموش کرده‌ام."}


@pytest.fixture
def easy(monkeypatch):
    """Riddles that everybody passes."""
    monkeypatch.setattr("pishkhan.web.portal.captcha.passed", lambda request: True)


@pytest.fixture
def ask(client, iums, easy):
    def asked(**changes):
        return client.post("/contact/", {**ASKED, **changes}, SERVER_NAME="iums.localhost")

    return asked


def waiting(university, login="admin"):
    return servicedesk.enquiries.page(university.actor(login))[0]


def test_e4_question_of_a_visitor_is_answered_by_e_mail(iums, shiraz, ask):
    notifications.put_demo(iums.id)
    response = ask()
    assert (response.status_code, response["Location"]) == (302, "/contact/sent/")
    [row] = waiting(iums)
    assert (row.name, row.address, waiting(shiraz)) == ("متقاضی نمونه", "someone@uni.example", [])
    desk, page = Desk(iums, "admin"), f"/console/enquiries/{row.id}/"
    desk.get("/console/enquiries/")
    assert "رمز خود را فراموش کرده‌ام." in desk.html
    assert desk.post(page, answer=" ") == 422
    assert desk.post(page, answer="از صفحهٔ ورود رمز تازه بسازید.") == 200
    run_jobs()
    sent = notifications.Delivery.objects.get(institution_id=iums.id, message="enquiry_answered")
    assert (sent.channel, sent.person_id, sent.values["answer"]) == ("email", None, "از صفحهٔ ورود رمز تازه بسازید.")
    assert waiting(iums) == []
    assert desk.post(page, answer="دوباره") == 422
    assert "Somebody answered this question already." in desk.text
    assert notifications.Delivery.objects.filter(message="enquiry_answered").count() == 1
    assert audit.history(row.id).filter(action="enquiry.answered").count() == 1
    mail = outgoing(notifications.Delivery.objects.get(message="enquiry_answered")).text
    assert "/contact/" in mail[mail.index("--") :]
    assert "صفحهٔ درخواست" not in mail


def test_e4_words_of_visitors_lie_sealed_and_are_forgotten_after_their_answer(iums, ask):
    notifications.put_demo(iums.id)
    for _each in range(3):
        ask()
    new, old, waits = waiting(iums)
    for row in (new, old):
        servicedesk.enquiries.answer(actor=iums.actor("admin"), enquiry_id=row.id, text="از صفحهٔ ورود.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, body, answer FROM servicedesk_enquiry WHERE id = %s", [old.id])
        assert all(value.startswith("k2:") for value in cursor.fetchone())
    long_ago = timezone.now() - servicedesk.enquiries.KEPT - timedelta(days=1)
    Enquiry.objects.filter(id=old.id).update(answered_at=long_ago)
    Enquiry.objects.filter(id=waits.id).update(created_at=long_ago)
    assert servicedesk.enquiries.forget_old() == 1
    assert set(Enquiry.objects.values_list("id", flat=True)) == {new.id, waits.id}


def test_answer_that_cannot_go_out_is_not_kept(iums, ask):
    notifications.ProviderAccount.objects.filter(institution_id=iums.id).delete()
    ask()
    [row] = waiting(iums)
    desk = Desk(iums, "admin")
    assert desk.post(f"/console/enquiries/{row.id}/", answer="پاسخ") == 422
    assert "پاسخ" in desk.html
    assert len(waiting(iums)) == 1


def test_address_lies_sealed(iums, ask):
    from django.db import connection

    ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM servicedesk_enquiry")
        assert "someone" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": " "}, "name"), ({"address": "nobody"}, "address"), ({"body": ""}, "body"),
        ({"body": "x" * 2_001}, "body"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_rest_stays(iums, ask, changes, place):
    response = ask(**changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{place}"' in page
    assert all(value in page for name, value in ASKED.items() if name not in changes)
    assert waiting(iums) == []


def test_network_that_asks_too_much_waits(iums, ask):
    statuses = [ask().status_code for _ in range(servicedesk.enquiries.PER_NETWORK + 2)]
    assert statuses == [302] * servicedesk.enquiries.PER_NETWORK + [429, 429]
    assert len(waiting(iums)) == servicedesk.enquiries.PER_NETWORK


def test_wrong_riddle_keeps_nothing(client, iums):
    response = client.post("/contact/", ASKED, SERVER_NAME="iums.localhost")
    assert (response.status_code, waiting(iums)) == (422, [])
    assert captchas.token(iums.id)
    assert caches["local"] is not None


def test_e4_who_is_logged_in_finds_the_support_among_the_services(iums):
    """E4: «پشتیبانی سامانه» in «خدمات» after logging in; name and address are known and there is no riddle."""
    desk = Desk(iums, "981020304")
    desk.get("/services/")
    assert "Support of the site" in desk.text
    desk.get("/contact/")
    assert ("data-captcha" in desk.html, desk.value("name")) == (False, "Demo Student")
    assert desk.post("/contact/", **ASKED) == 200
    assert desk.path == "/contact/sent/"
    assert len(waiting(iums)) == 1


@pytest.mark.parametrize("login", ["manager", "edu.lead", "981020304"])
def test_questions_are_read_by_administrators_of_the_place_only(iums, shiraz, ask, login):
    ask()
    [row] = waiting(iums)
    for desk in (Desk(iums, login), Desk(shiraz, "admin")):
        assert desk.post(f"/console/enquiries/{row.id}/", answer="پاسخ") == 404
        assert desk.get(f"/console/enquiries/{row.id}/") == 404
    assert Desk(iums, login).get("/console/enquiries/") == 404
    assert waiting(iums, login) == []
