"""The wizard over HTTP: number, mobile, code, password (A2 to A8)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pishkhan.identity.domain import records
from pishkhan.identity.models import Challenge
from pishkhan.kernel.digits import to_persian
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from tests.factories import codes
from tests.factories.messages import later

KNOWN, STRANGE = "981020304", "981020399"
PASSWORD = "four-green-doors-open"


@pytest.fixture(autouse=True)
def demo(iums):
    notifications.put_demo(iums.id)


@pytest.fixture
def browser(iums) -> Client:
    return Client(SERVER_NAME="iums.localhost")


def begin(browser, iums, number=KNOWN):
    return browser.post("/activate/", {"number": number, **codes.solved(iums.id)})


def to_code(browser, iums, number=KNOWN) -> str:
    """As far as the page of the code; the code, empty for a stranger."""
    assert begin(browser, iums, number).headers["Location"] == "/activate/mobile/"
    before = Delivery.objects.count()
    assert browser.post("/activate/mobile/", {"channel": "sms"}).headers["Location"] == "/activate/code/"
    assert codes.send_codes() == 1
    return codes.last_code() if Delivery.objects.count() > before else ""


def test_a_student_makes_a_password_and_is_in(browser, iums):
    code = to_code(browser, iums)
    assert "۰۹۱۲***" in browser.get("/activate/mobile/").content.decode()
    assert browser.post("/activate/code/", {"code": code}).headers["Location"] == "/activate/password/"
    assert browser.post("/activate/password/", {"password": PASSWORD}).headers["Location"] == "/activate/done/"
    assert browser.get("/requests/").status_code == 200
    assert iums.person(KNOWN).check_password(PASSWORD)
    told = [line.record for line in records.recent(iums.actor(KNOWN))]
    assert told[-3:] == ["password_set", "code_right", "code_asked"]


def test_nothing_is_sent_before_the_mobile_is_confirmed(browser, iums):
    begin(browser, iums)
    assert browser.get("/activate/mobile/").status_code == 200
    assert (Challenge.objects.count(), Delivery.objects.count()) == (0, 0)


def test_persian_digits_and_spaces_are_read_everywhere(browser, iums):
    code = to_code(browser, iums, " ۹۸۱۰۲ ۰۳۰۴ ")
    typed = " ".join(code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    assert browser.post("/activate/code/", {"code": typed}).status_code == 302


def test_a_code_opens_once_and_only_where_it_was_asked_for(browser, iums):
    code = to_code(browser, iums)
    other = Client(SERVER_NAME="iums.localhost")
    begin(other, iums)
    assert other.post("/activate/code/", {"code": code}).status_code == 422
    assert browser.post("/activate/code/", {"code": code}).status_code == 302
    assert browser.post("/activate/code/", {"code": code}).status_code == 422


def test_five_guesses_are_all(browser, iums):
    code = to_code(browser, iums)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert browser.post("/activate/code/", {"code": wrong}).status_code == 422
    assert browser.post("/activate/code/", {"code": code}).status_code == 422


def test_a_code_is_over_after_five_minutes(browser, iums, monkeypatch):
    code = to_code(browser, iums)
    later(monkeypatch, minutes=5, seconds=1)
    page = browser.post("/activate/code/", {"code": code})
    assert page.status_code == 422
    assert "کد فعال سازی قبلی منقضی شده است، لطفا مجددا اقدام به دریافت کد نمایید" in page.content.decode()


def test_the_next_code_ends_the_one_before(browser, iums, monkeypatch):
    first = to_code(browser, iums)
    assert "ثانیه" in browser.post("/activate/code/", {"channel": "sms"}).content.decode()
    later(monkeypatch, seconds=61)
    assert browser.post("/activate/code/", {"channel": "sms"}).status_code == 302
    codes.send_codes()
    second = codes.last_code()
    if first != second:
        assert browser.post("/activate/code/", {"code": first}).status_code == 422
    assert browser.post("/activate/code/", {"code": second}).status_code == 302


def test_ten_codes_a_day(browser, iums, monkeypatch):
    to_code(browser, iums)
    for number in range(1, 10):
        later(monkeypatch, minutes=20)
        assert browser.post("/activate/code/", {"channel": "sms"}).status_code == 302, number
    later(monkeypatch, minutes=20)
    assert browser.post("/activate/code/", {"channel": "sms"}).status_code == 422
    assert Challenge.objects.count() == 10


def test_the_right_to_a_password_ends(browser, iums, monkeypatch):
    code = to_code(browser, iums)
    browser.post("/activate/code/", {"code": code})
    later(monkeypatch, minutes=10, seconds=1)
    assert browser.post("/activate/password/", {"password": PASSWORD}).status_code == 410
    assert not iums.person(KNOWN).check_password(PASSWORD)


def test_a_refused_password_keeps_the_right(browser, iums):
    code = to_code(browser, iums)
    browser.post("/activate/code/", {"code": code})
    for weak in ("", "short", "qwertyuiop1234", "9810203049810", "پیشخوان-پیشخوان-پیشخوان"):
        assert browser.post("/activate/password/", {"password": weak}).status_code == 422, weak
    assert browser.post("/activate/password/", {"password": PASSWORD}).status_code == 302


def test_a_wrong_riddle_stops_and_keeps_the_number(browser, iums):
    page = browser.post("/activate/", {"number": KNOWN, "altcha": "x"})
    assert page.status_code == 422
    assert f'value="{KNOWN}"' in page.content.decode()


def test_a_riddle_is_good_once(browser, iums):
    answer = codes.solved(iums.id)
    assert browser.post("/activate/", {"number": KNOWN, **answer}).status_code == 302
    assert browser.post("/activate/", {"number": KNOWN, **answer}).status_code == 422


def test_a_second_factor_is_not_passed_by_a_new_password(browser, iums):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=iums.person(KNOWN), type="totp", data={"secret": "x"})
    browser.post("/activate/code/", {"code": to_code(browser, iums)})
    assert browser.post("/activate/password/", {"password": PASSWORD}).status_code == 302
    assert browser.get("/requests/").status_code == 302


DIFFER = {"X-Request-Id", "Set-Cookie", "Content-Length", "Expires"}
"""Headers with a random word, a length of the number, or the hour in them."""


def _seen(response) -> tuple:
    """A page without what may differ: the number, the mask, the marks against forgery."""
    marks = r'name="(csrfmiddlewaretoken|page_of|captcha_token|conversation)" value="[^"]*"|captcha/[^"]*png'
    body = re.sub(marks, "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in DIFFER}
    body = re.sub(r"[۰-۹0-9]{4}\*\*\*[۰-۹0-9]{4}", "MASK", body)
    body = re.sub(r'(data-clock|data-wait|value)="\d+"|[۰-۹]:[۰-۹]{2}|[۰-۹]+ ثانیه', "SECONDS", body)
    for number in (KNOWN, STRANGE):
        body = body.replace(number, "NUMBER").replace(to_persian(number), "NUMBER")
    return response.status_code, headers, body


def _walk(iums, number) -> list:
    """Everything a visitor sees and the machine does, with a number: pages, statements, hashes and jobs."""
    browser, seen = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR="192.0.2.9"), []
    caches["local"].clear()  # what is remembered for seconds is asked for in both walks
    steps = [
        ("post", "/activate/", {"number": number, **codes.solved(iums.id)}), ("get", "/activate/mobile/", {}),
        ("post", "/activate/mobile/", {"channel": "sms"}), ("get", "/activate/code/", {}),
        *[("post", "/activate/code/", {"code": "00000x"})] * 6, ("post", "/activate/code/", {"channel": "sms"}),
        ("get", "/activate/password/", {}),
    ]
    for method, path, data in steps:
        with CaptureQueriesContext(connection) as asked:
            response = getattr(browser, method)(path, data)
        verbs = [re.sub(r'"s\d+_x\d+"', "", query["sql"])[:40] for query in asked.captured_queries]
        seen.append((path, _seen(response), verbs))
    return seen


def test_a_number_nobody_has_looks_and_costs_the_same(iums):
    """X1, A2: known and unknown numbers cannot be told apart by page, header, statement or job."""
    _walk(iums, "97")  # fills what a process remembers
    for known, strange in zip(_walk(iums, KNOWN), _walk(iums, STRANGE), strict=True):
        for mine, theirs in zip(known, strange, strict=True):
            assert mine == theirs, known[0]


def test_a_mask_of_a_stranger_is_always_the_same(browser, iums):
    masks = []
    for _ in range(2):
        begin(browser, iums, STRANGE)
        masks += re.findall(r"[۰-۹0-9]{4}\*\*\*[۰-۹0-9]{4}", browser.get("/activate/mobile/").content.decode())
    assert len(masks) == 2
    assert masks[0] == masks[1]


def test_old_codes_are_forgotten(browser, iums, monkeypatch):
    from pishkhan.identity.domain import challenges

    to_code(browser, iums)
    assert challenges.forget_old() == 0
    later(monkeypatch, days=2, minutes=1)
    assert challenges.forget_old() == 1
    assert timedelta(days=2) > challenges.DAY
