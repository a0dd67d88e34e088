"""Canned replies: written by who leads an office, with known places only, at hand where they belong."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import canned
from pishkhan.workflow import api as workflow

LEAD = "edu.lead"


def office(iums):
    return next(iter(canned.offices_of(iums.actor(LEAD))))


def put(iums, login=LEAD, *, title="رسید", body="سلام {name}", office_id="own", **more):
    unit = office(iums) if office_id == "own" else office_id
    return canned.put_reply(actor=iums.actor(login), title=title, body=body, office_id=unit, **more)


def test_places_are_filled_and_values_are_not_read_again():
    values = {"name": "{number}", "number": "1405-000001"}
    assert canned.fill("{name} {number} {other}", values) == "{number} 1405-000001 {other}"


def test_an_unknown_place_is_refused(iums):
    with pytest.raises(DomainError, match="canned_place") as refused:
        put(iums, body="{name} {national_id}")
    assert refused.value.params["place"] == "national_id"


def test_it_is_at_hand_in_its_office_and_nowhere_else(iums):
    row = put(iums)
    general = put(iums, "admin", title="عمومی", office_id=None)
    other = next(unit for unit in organisation.units_of(iums.id) if unit != office(iums))
    assert [one.id for one in canned.offered(iums.id, office(iums))] == [row.id, general.id]
    assert [one.id for one in canned.offered(iums.id, other)] == [general.id]


def test_changed_and_put_away(iums):
    row = put(iums)
    put(iums, title="رسید شد", reply_id=row.id)
    row.refresh_from_db()
    assert row.title == "رسید شد"
    canned.put_away(actor=iums.actor(LEAD), reply_id=row.id)
    assert canned.offered(iums.id, office(iums)) == []
    with pytest.raises(workflow.NotYours):
        canned.put_away(actor=iums.actor(LEAD), reply_id=row.id)


def test_a_change_is_offered_at_once_and_nothing_else_is_forgotten(iums, django_capture_on_commit_callbacks):
    caches["local"].set("bystander", 1)
    assert canned.offered(iums.id, office(iums)) == []
    with django_capture_on_commit_callbacks(execute=True):
        row, general = put(iums), put(iums, "admin", title="عمومی", office_id=None)
    assert [one.id for one in canned.offered(iums.id, office(iums))] == [row.id, general.id]
    canned.put_away(actor=iums.actor("admin"), reply_id=general.id)
    assert [one.id for one in canned.offered(iums.id, office(iums))] == [row.id]
    assert caches["local"].get("bystander") == 1


def test_one_title_once_and_not_without_words(iums):
    put(iums)
    with pytest.raises(DomainError, match="canned_taken"):
        put(iums)
    with pytest.raises(DomainError, match="canned_title"):
        put(iums, title=" ")
    with pytest.raises(DomainError, match="canned_body"):
        put(iums, title="دیگر", body="")


def test_no_more_than_a_page_of_them(iums, monkeypatch):
    monkeypatch.setattr(canned, "MOST", 1)
    put(iums)
    with pytest.raises(DomainError, match="canned_many"):
        put(iums, title="دیگر")


@pytest.mark.parametrize("login", ["nutrition", "981020304", "edu.expert"])
def test_who_leads_nothing_writes_nothing(iums, login):
    with pytest.raises(workflow.NotYours):
        put(iums, login)
    with pytest.raises(workflow.NotYours):
        put(iums, LEAD, office_id=None)
    assert not canned.may_write(iums.actor(login))


def test_a_lead_changes_no_reply_of_others(iums):
    row = put(iums, "admin", title="عمومی", office_id=None)
    with pytest.raises(workflow.NotYours):
        put(iums, reply_id=row.id)
    assert servicedesk.canned.written_by(iums.actor("admin")).count() == 1


def test_a_name_of_a_service_says_its_first_word_once():
    values = {"service": "درخواست ریزنمرات", "number": "۱۴۰۵-۰۰۰۰۰۵"}
    assert canned.fill("درخواست {number} ({service})", values) == "درخواست ۱۴۰۵-۰۰۰۰۰۵ (ریزنمرات)"
    assert canned.fill("کار {service} شما", values) == "کار درخواست ریزنمرات شما"
