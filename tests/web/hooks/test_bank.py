"""The browser comes back from the bank: without a session, maybe forged, twice, or for nothing that exists."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.payments.domain import settlement
from pishkhan.payments.models import Attempt, Posting

HOST, STUDENT, OTHER = "iums.localhost", "981020304", "991020305"
CROSS = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://bank.example"}


def browser():
    return Client(SERVER_NAME=HOST, enforce_csrf_checks=True)


def back(word, fields, method="post", client=None):
    return getattr(client or browser(), method)(f"/hooks/bank/{word}/", fields, **CROSS)


@pytest.fixture
def attempt(till):
    return till.begin(STUDENT, 4_500_000)


@pytest.mark.parametrize("method", ["get", "post"])
def test_return_leads_to_the_result_and_sets_no_cookie(till, attempt, method):
    """D10. The post bears no session (SameSite), so what it answers must not put another in its place."""
    response = back(attempt.word, till.at_bank(attempt), method)
    assert (response.status_code, response.headers["Location"]) == (303, f"/payments/{attempt.id}/")
    assert not response.cookies
    assert Attempt.objects.get(id=attempt.id).said == "paid"
    settlement.bring_on(attempt.id)
    assert Attempt.objects.get(id=attempt.id).state == State.POSTED


def test_who_is_not_logged_in_logs_in_and_comes_to_the_result(till, attempt):
    client = browser()
    page = client.get(back(attempt.word, {}, client=client).headers["Location"])
    assert page.headers["Location"] == f"/login/?destination=/payments/{attempt.id}/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("word", ["x", "a" * 43, "unknown-word_1", "%D8%B3"])
def test_unknown_word_is_a_plain_page(iums, word, method):
    """Never a 500."""
    response = getattr(browser(), method)(f"/hooks/bank/{word}/", {"status": "paid"})
    assert response.status_code == 404


def test_unknown_word_costs_little(iums, django_assert_num_queries):
    browser().post("/hooks/bank/nothing/", {})
    with django_assert_num_queries(3):  # savepoint, one look-up by the unique word, release
        browser().post("/hooks/bank/nothing/", {})


def test_word_of_another_university_is_unknown(till, attempt, shiraz):
    response = Client(SERVER_NAME="shiraz.localhost").post(f"/hooks/bank/{attempt.word}/", till.at_bank(attempt))
    assert response.status_code == 404
    assert Attempt.objects.get(id=attempt.id).state == State.REDIRECTED


def test_forged_cancel_does_not_stop_the_genuine_success(till, attempt):
    told = till.at_bank(attempt)
    forged = {**told, "status": "cancelled", "reference": ""}
    assert back(attempt.word, forged).status_code == 303
    assert payments.standing(Attempt.objects.get(id=attempt.id)) == "cancelled"
    back(attempt.word, told)
    settlement.bring_on(attempt.id)
    assert Attempt.objects.get(id=attempt.id).state == State.POSTED


def test_forged_success_is_not_believed(till, attempt):
    forged = {"order": str(attempt.order_no), "token": attempt.token, "status": "paid", "reference": "123"}
    assert back(attempt.word, forged).status_code == 303
    settlement.bring_on(attempt.id)
    assert Attempt.objects.get(id=attempt.id).state != State.POSTED
    assert not Posting.objects.filter(attempt=attempt).exists()


def test_fields_of_another_order_move_nothing(till, attempt):
    other = till.begin(OTHER, 1_000_000)
    assert back(attempt.word, till.at_bank(other)).status_code == 303
    assert Attempt.objects.get(id=attempt.id).state == State.REDIRECTED
    assert Attempt.objects.get(id=other.id).state == State.REDIRECTED


def test_huge_body_is_refused(attempt):
    for size in (70_000, 3_000_000):
        response = back(attempt.word, {"status": "x" * size})
        assert response.status_code == 413
    assert Attempt.objects.get(id=attempt.id).state == State.REDIRECTED


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"order": "۱۲۳"}, {"order": "9" * 400}, {"status": "\u202epaid"}, {"order": ["1", "2"]},
        {f"f{n}": "x" for n in range(200)}, {"token": "'; drop table"}, {"order": "-1", "status": "paid"},
    ],
)  # fmt: skip
def test_nonsense_is_no_error(attempt, fields):
    assert back(attempt.word, fields).status_code == 303
    assert back(attempt.word, fields, "get").status_code == 303


def test_binary_and_broken_bodies_are_no_error(attempt):
    for kind, body in (("text/plain", b"\xff\xfe"), ("application/json", b"{"), ("multipart/form-data", b"--")):
        response = browser().post(f"/hooks/bank/{attempt.word}/", body, content_type=kind)
        assert response.status_code in {303, 400}


def test_replay_after_the_end_changes_nothing(till, attempt):
    told = till.at_bank(attempt)
    back(attempt.word, told)
    settlement.bring_on(attempt.id)
    before = Attempt.objects.get(id=attempt.id)
    assert back(attempt.word, {**told, "status": "cancelled"}).status_code == 303
    after = Attempt.objects.get(id=attempt.id)
    assert (after.state, after.said, after.rrn) == (before.state, before.said, before.rrn)
    assert Posting.objects.filter(attempt=attempt).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_once(till, attempt):
    """Two browsers with the same fields, and two workers."""
    told, seen, start = till.at_bank(attempt), [], threading.Barrier(2)

    def come():
        try:
            start.wait()
            seen.append(back(attempt.word, told).status_code)
            settlement.bring_on(attempt.id)
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    settlement.bring_on(attempt.id)
    assert seen == [303, 303]
    assert Attempt.objects.get(id=attempt.id).state == State.POSTED
    assert Posting.objects.filter(attempt=attempt).count() == 1
