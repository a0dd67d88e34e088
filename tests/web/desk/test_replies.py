"""Canned replies on the pages of the desk."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import CannedReply
from tests.factories import letters, walks


@pytest.fixture
def reply(iums):
    return servicedesk.canned.put_reply(
        actor=iums.actor("admin"), title="رسید", body="{name}: {number} {service} {office} {deadline}", office_id=None
    )


def test_leads_write_them_others_do_not_find_the_page(iums, at):
    lead = at(iums, "edu.lead")
    office = next(iter(servicedesk.canned.offices_of(iums.actor("edu.lead"))))
    assert lead.post("/desk/replies/new/", title="الف", body="{nobody}", office=str(office)) == 422
    assert "{nobody}" in lead.html
    lead.post("/desk/replies/new/", title="الف", body="سلام", office=str(office))
    assert "The reply is kept." in lead.text
    row = CannedReply.objects.get()
    lead.post(f"/desk/replies/{row.id}/", title="ب", body="سلام", office=str(office))
    lead.post(f"/desk/replies/{row.id}/away/")
    row.refresh_from_db()
    assert row.title == "ب"
    assert row.archived_at
    for login in ("nutrition", "981020304"):
        assert at(iums, login).get("/desk/replies/") == 404


def test_the_plain_form_puts_one_into_the_box_that_was_chosen(iums, at, reply):
    request = letters.file(iums)
    task = walks.task_at(request, letters.NODE)
    desk = at(iums, "it")
    desk.get(f"/desk/task/{task.id}/?reply={reply.id}&into=int")
    box = desk.html[desk.html.index('id="int"') :]
    assert request.number in box[: box.index("</textarea>")]
    assert "{" not in box[: box.index("</textarea>")]
    box = desk.html[desk.html.index('id="pub"') :]
    assert request.number not in box[: box.index("</textarea>")]


def test_the_script_gets_the_words_only_where_the_task_is(iums, at, reply):
    task = walks.task_at(letters.file(iums), letters.NODE)
    address = f"/desk/task/{task.id}/reply/{reply.id}/"
    desk = at(iums, "it")
    assert desk.get(address) == 200
    assert "{" not in desk.html
    assert desk.get(f"/desk/task/{task.id}/reply/{task.id}/") == 404
    assert at(iums, "nutrition").get(address) == 404


def test_list_sets_places_apart_and_runs_as_the_text_does(iums, at):
    for body in ("{name} گرامی، درخواست {number} رسید. " + "الف " * 40 + "{office}", "Dear {name}"):
        servicedesk.canned.put_reply(actor=iums.actor("admin"), title=body[:20], body=body, office_id=None)
    desk = at(iums, "admin")
    desk.get("/desk/replies/")
    assert 'dir="rtl"><code dir="ltr">{name}</code> گرامی، درخواست <code dir="ltr">{number}</code>' in desk.html
    assert 'dir="ltr">Dear <code dir="ltr">{name}</code>' in desk.html
    assert "{office}" not in desk.html


def test_places_speak_the_language_of_the_text(iums, at):
    task = walks.task_at(letters.file(iums), letters.NODE)
    desk = at(iums, "it")
    for body, number in (("شمارهٔ {number}", "۱۴۰۵-"), ("Number {number}", "1405-")):
        row = servicedesk.canned.put_reply(actor=iums.actor("admin"), title=number, body=body, office_id=None)
        caches["local"].clear()
        desk.get(f"/desk/task/{task.id}/reply/{row.id}/")
        assert number in desk.html
