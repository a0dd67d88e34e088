"""Receipts that a provider brings, over real HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.notifications.domain import checking, receipts
from pishkhan.notifications.enums import Reason, State
from pishkhan.notifications.models import Delivery, PushedReceipt
from pishkhan.organisation import api as organisation
from tests.factories.messages import later, send


@pytest.fixture
def webhook(iums, two, kavenegar, live_server):
    """Kavenegar was told our address; the test server answers for iums."""
    organisation.put_domain(institution=organisation.institution(iums.id), host="127.0.0.1")
    kavenegar.webhook = f"http://127.0.0.1:{live_server.thread.port}{checking.hook_path(two[0])}"
    return kavenegar


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fate", "state", "reason"),
    [
        ("delivered", State.DELIVERED, ""), ("failed", State.FAILED, Reason.NOT_DELIVERED),
        ("blocked", State.FAILED, Reason.NUMBER_BLOCKED),
    ],
)  # fmt: skip
def test_receipt_brought_twice_is_applied_once(iums, two, webhook, fate, state, reason):
    row = send(iums)
    taken = webhook.taken[0]
    webhook.fates[taken.id] = fate
    assert set(webhook.push(taken.id, times=2)) == {200}
    assert PushedReceipt.objects.count() == 1
    receipts.apply_brought(two[0].id)
    row.refresh_from_db()
    assert (row.state, row.reason, PushedReceipt.objects.count()) == (state, reason, 0)


def test_receipt_quicker_than_our_own_note_waits_for_it(iums, two, monkeypatch):
    path = checking.hook_path(two[0])
    client = Client(SERVER_NAME="iums.localhost")
    assert client.post(path, {"messageid": "8792343", "status": "10"}).status_code == 200
    receipts.apply_brought(two[0].id)
    assert PushedReceipt.objects.count() == 1
    row = send(iums)
    Delivery.objects.filter(id=row.pk).update(provider_id="8792343")
    receipts.apply_brought(two[0].id)
    row.refresh_from_db()
    assert (row.state, PushedReceipt.objects.count()) == (State.DELIVERED, 0)


def test_receipt_of_no_message_is_forgotten_after_an_hour(iums, two, monkeypatch):
    Client(SERVER_NAME="iums.localhost").post(checking.hook_path(two[0]), {"messageid": "1", "status": "10"})
    PushedReceipt.objects.update(created_at=two[0].created_at)
    later(monkeypatch, minutes=61)
    receipts.apply_brought(two[0].id)
    assert PushedReceipt.objects.count() == 0


@pytest.mark.parametrize("wrong", ["word", "account", "university", "large"])
def test_address_that_is_not_ours_takes_nothing(iums, two, wrong):
    path, host, body = checking.hook_path(two[0]), "iums.localhost", {"messageid": "1", "status": "10"}
    if wrong == "word":
        path = path[:-2] + "0/" if not path.endswith("0/") else path[:-2] + "1/"
    if wrong == "account":
        path = path.replace(str(two[0].id), str(two[1].id))
    if wrong == "university":
        host = "shiraz.localhost"
    if wrong == "large":
        body = {**body, "x": "x" * 70_000}
    response = Client(SERVER_NAME=host).post(path, body)
    assert (response.status_code >= 400, PushedReceipt.objects.count()) == (True, 0)


@pytest.mark.parametrize("body", ["{", "[1]", '{"messageid": {"a": 1}, "status": 10}', "null", "[" * 5000])
def test_body_that_says_nothing_is_no_error(iums, two, body):
    response = Client(SERVER_NAME="iums.localhost").post(
        checking.hook_path(two[0]), body, content_type="application/json"
    )
    assert (response.status_code, PushedReceipt.objects.count()) == (200, 0)
