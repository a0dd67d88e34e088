"""The console's pages of systems that are told news."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pishkhan.notifications.models import Webhook
from tests.notifications.hook_target import Target
from tests.web.desk.conftest import Desk

NEW = "/console/webhooks/new/"


@pytest.fixture
def target():
    with Target() as target:
        yield target


def as_drawn(desk: Desk) -> dict[str, list[str]]:
    """What a browser would post of the form for an address as it stands on the page."""
    form = next(one for one in re.findall(r"<form.*?</form>", desk.html, re.DOTALL) if 'name="url"' in one)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        marks = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if marks.get("type") != "checkbox" or re.search(r"\schecked\b", tag):
            found.setdefault(marks["name"], []).append(unescape(marks.get("value", "")))
    return found


def test_a_new_address_is_on_and_its_secret_shown_once(iums, target):
    desk = Desk(iums, "admin")
    desk.get(NEW)
    assert desk.post(NEW, **as_drawn(desk) | {"name": "بایگانی", "url": "http://10.0.0.1/"}) == 422
    assert desk.post(NEW, **as_drawn(desk) | {"url": target.url}) == 200
    row = Webhook.objects.get(institution_id=iums.id)
    assert (row.is_on, row.name, row.secret in desk.html) == (True, "بایگانی", True)
    where = f"/console/webhooks/{row.id}/"
    desk.get(where)
    assert row.secret not in desk.html


def test_it_is_switched_off_and_on(iums, target):
    desk = Desk(iums, "admin")
    desk.get(NEW)
    desk.post(NEW, **as_drawn(desk) | {"name": "بایگانی", "url": target.url})
    row = Webhook.objects.get()
    where = f"/console/webhooks/{row.id}/"
    for wanted in (False, True):
        desk.get(where)
        given = {name: values for name, values in as_drawn(desk).items() if name != "is_on"}
        desk.post(where, **given | ({"is_on": "true"} if wanted else {}))
        row.refresh_from_db()
        assert row.is_on is wanted
