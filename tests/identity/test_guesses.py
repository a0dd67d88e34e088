"""Guessing at speed and in parallel: codes and student numbers, from many addresses at once. A thousand here, ten
thousand in `./test long`."""

from __future__ import annotations

import random
import secrets

import pytest
from django.test import Client

from pishkhan.identity.domain import activation, challenges
from pishkhan.identity.models import Challenge
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from tests.factories import codes, forks
from tests.factories.packs import load

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4
LOGIN, PASSWORD = "981020304", "namoone-pishkhan-1405"
COUNTS = [1_000, pytest.param(10_000, marks=pytest.mark.long)]


def stranger(address: str = "") -> Client:
    where = address or f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    return Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=where)


@pytest.fixture
def university():
    found = load("iums-nursing")
    notifications.put_demo(found.id)
    return found


def owner_gets_in() -> bool:
    browser = stranger("198.51.100.7")
    browser.post("/login/", {"login": LOGIN, "password": PASSWORD})
    return browser.get("/requests/").status_code == 200


@pytest.mark.parametrize("count", COUNTS)
def test_no_code_is_guessed(university, count):
    """One victim, one browser's cookie, four hands at once, and a new code whenever one can be had."""
    thief = stranger()
    thief.post("/activate/", {"number": LOGIN, **codes.solved(university.id)})
    thief.post("/activate/mobile/", {"channel": "sms"})
    codes.send_codes()
    cookie = thief.cookies["sessionid"].value

    def guess() -> tuple[int, int]:
        hand = stranger()
        hand.cookies["sessionid"] = cookie
        inside = strange = 0
        for number in range(count // HANDS):
            if number % 100 == 99:
                hand.post("/activate/code/", {"channel": "sms"})
            answer = hand.post("/activate/code/", {"code": f"{secrets.randbelow(10**6):06d}"})
            inside += answer.status_code == 302
            strange += answer.status_code not in {302, 422}
        return inside, strange

    results = forks.together([guess] * HANDS)
    assert results == [(0, 0)] * HANDS
    row = Challenge.objects.get()
    assert (row.failures, row.used_at) == (challenges.TRIES, None)
    assert Delivery.objects.filter(message="verification_code").count() == 1
    assert owner_gets_in()


@pytest.mark.parametrize("count", COUNTS)
def test_no_number_is_told_from_another(university, count):
    """Known and unknown numbers asked about in turn, each from an address of its own: every answer is the same."""
    known = [LOGIN, "0000000000", "991020305", "971020309"]

    def ask() -> tuple[list, set]:
        seen, masked = set(), set()
        for number in range(count // HANDS):
            browser = stranger()
            asked = known[number % 4] if number % 2 else str(random.randrange(10**8, 10**9))
            answer = browser.post("/activate/", {"number": asked, **codes.solved(university.id)})
            seen.add((answer.status_code, answer.headers.get("Location")))
            if number % 5 < 2:  # a known one and an unknown one
                masked.add("***" in browser.get("/activate/mobile/").content.decode())
        return sorted(seen), masked

    assert forks.together([ask] * HANDS) == [([(302, "/activate/mobile/")], {True})] * HANDS
    assert Delivery.objects.count() == 0
    assert Challenge.objects.count() == 0
    assert owner_gets_in()


def test_a_network_that_asks_too_much_must_wait(university, monkeypatch):
    """Counted is what was asked with a solved riddle: a script that solves none keeps nobody out."""
    monkeypatch.setattr(activation, "PER_NETWORK", 3)
    browser = stranger("203.0.113.5")
    for _ in range(10):
        assert browser.post("/activate/", {"number": "1"}).status_code == 422
    for number in range(3):
        assert browser.post("/activate/", {"number": number, **codes.solved(university.id)}).status_code == 302
    answer = browser.post("/activate/", {"number": LOGIN, **codes.solved(university.id)})
    assert answer.status_code == 429
    assert "دقیقهٔ دیگر" in answer.content.decode()
    beside = stranger("203.0.113.6").post("/activate/", {"number": LOGIN, **codes.solved(university.id)})
    assert beside.status_code == 302
