"""Every code of every bank, as the bank says it, and what it comes to."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from pishkhan.payments.providers import demo, mellat, sadad, sep, zarinpal
from pishkhan.payments.providers.protocol import Answer, Finding, Go, Payment, Reason
from pishkhan.payments.providers.table import GATEWAYS
from tests.payments.providers.cases import ORDER, PAYMENT, Listener, returned, terminal

METHODS = {
    "request": "bpPayRequest", "verify": "bpVerifyRequest", "settle": "bpSettleRequest", "inquire": "bpInquiryRequest",
    "reverse": "bpReversalRequest",
}  # fmt: skip
WRITERS: dict[str, Callable[[str, str], str]] = {
    "sep": lambda call, code: json.dumps(
        {"status": -1, "errorCode": code, "errorDesc": "x"}
        if call == "request"
        else {"TransactionDetail": None, "ResultCode": int(code), "Success": False}
    ),
    "mellat": lambda call, code: returned(METHODS[call], code),
    "sadad": lambda call, code: json.dumps({"ResCode": int(code), "Token": None, "Description": "x"}),
    "zarinpal": lambda call, code: json.dumps({"data": [], "errors": {"code": int(code), "message": "x"}}),
    "demo": lambda call, code: json.dumps({"status": "error", "code": code}),
}
TABLES = {
    ("sep", "request"): sep.REQUESTS,
    ("mellat", "request"): mellat.CODES,
    ("sadad", "request"): sadad.CODES,
    ("zarinpal", "request"): zarinpal.CODES,
    ("demo", "request"): demo.CODES,
}


def asked(bank: Listener, http: httpx.Client, key: str, call: str, said: str, **settings: str) -> Answer:
    bank.says(said)
    there = terminal(key, bank.url, **settings)
    answer = getattr(GATEWAYS[key], call)(http, there, ORDER if call == "request" else PAYMENT)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("key", "code", "reason"),
    [(key, code, reason) for (key, _), table in TABLES.items() for code, reason in table.items()],
)
def test_refusals_of_a_request(bank: Listener, http: httpx.Client, key: str, code: str, reason: Reason) -> None:
    answer = asked(bank, http, key, "request", WRITERS[key]("request", code))
    assert (answer.finding, answer.reason, answer.code) == (Finding.REFUSED, reason, code)
    assert answer.passing is (reason is Reason.BUSY)


V, S, P, R = Finding.VERIFIED, Finding.SETTLED, Finding.PAID, Finding.REVERSED
NO, UNKNOWN, UNPAID, WAITING = Finding.REFUSED, Finding.UNKNOWN, Finding.NOT_PAID, Finding.PENDING
SAYINGS: list[tuple[str, str, str, Finding, Reason, bool]] = [
    ("sep", "verify", "-2", NO, Reason.NOT_FOUND, False),
    ("sep", "verify", "-6", NO, Reason.EXPIRED, False),
    ("sep", "verify", "5", R, Reason.NONE, False),
    ("sep", "verify", "-104", NO, Reason.TERMINAL, True),
    ("sep", "verify", "-105", NO, Reason.CREDENTIALS, True),
    ("sep", "verify", "-106", NO, Reason.ADDRESS, True),
    ("sep", "verify", "-999", NO, Reason.OTHER, True),
    ("sep", "reverse", "-6", NO, Reason.EXPIRED, False),
    ("sep", "reverse", "-2", NO, Reason.NOT_FOUND, False),
    ("sep", "reverse", "5", R, Reason.NONE, False),
    ("sep", "reverse", "2", R, Reason.NONE, False),
    ("mellat", "verify", "0", V, Reason.NONE, False),
    ("mellat", "verify", "43", V, Reason.NONE, False),
    ("mellat", "verify", "45", V, Reason.NONE, False),
    ("mellat", "verify", "48", R, Reason.NONE, False),
    ("mellat", "verify", "17", UNPAID, Reason.CANCELLED, False),
    ("mellat", "verify", "12", UNPAID, Reason.FUNDS, False),
    ("mellat", "verify", "114", UNPAID, Reason.CARD, False),
    ("mellat", "verify", "42", NO, Reason.NOT_FOUND, False),
    ("mellat", "verify", "24", NO, Reason.CREDENTIALS, True),
    ("mellat", "verify", "421", NO, Reason.ADDRESS, True),
    ("mellat", "verify", "34", UNKNOWN, Reason.BUSY, True),
    ("mellat", "verify", "77777", NO, Reason.OTHER, True),
    ("mellat", "settle", "0", S, Reason.NONE, False),
    ("mellat", "settle", "45", S, Reason.NONE, False),
    ("mellat", "settle", "48", R, Reason.NONE, False),
    ("mellat", "settle", "44", NO, Reason.NOT_FOUND, False),
    ("mellat", "settle", "61", UNKNOWN, Reason.BUSY, True),
    ("mellat", "inquire", "0", V, Reason.NONE, False),
    ("mellat", "inquire", "43", V, Reason.NONE, False),
    ("mellat", "inquire", "44", P, Reason.NONE, False),
    ("mellat", "inquire", "45", S, Reason.NONE, False),
    ("mellat", "inquire", "46", V, Reason.NONE, False),
    ("mellat", "inquire", "48", R, Reason.NONE, False),
    ("mellat", "inquire", "17", UNPAID, Reason.CANCELLED, False),
    ("mellat", "reverse", "0", R, Reason.NONE, False),
    ("mellat", "reverse", "48", R, Reason.NONE, False),
    ("mellat", "reverse", "45", NO, Reason.EXPIRED, False),
    ("mellat", "reverse", "17", NO, Reason.CANCELLED, False),
    ("sadad", "verify", "-1", NO, Reason.NOT_FOUND, True),
    ("sadad", "verify", "101", NO, Reason.EXPIRED, False),
    ("sadad", "verify", "1105", R, Reason.NONE, False),
    ("sadad", "verify", "1025", NO, Reason.CREDENTIALS, True),
    ("sadad", "verify", "1006", UNKNOWN, Reason.BUSY, True),
    ("zarinpal", "verify", "-51", WAITING, Reason.NONE, False),
    ("zarinpal", "verify", "-50", NO, Reason.AMOUNT, False),
    ("zarinpal", "verify", "-53", NO, Reason.CREDENTIALS, True),
    ("zarinpal", "verify", "-54", NO, Reason.NOT_FOUND, False),
    ("zarinpal", "verify", "-12", UNKNOWN, Reason.BUSY, True),
    ("zarinpal", "inquire", "-54", NO, Reason.NOT_FOUND, False),
    ("zarinpal", "reverse", "-60", NO, Reason.TERMINAL, True),
    ("zarinpal", "reverse", "-61", NO, Reason.EXPIRED, False),
    ("zarinpal", "reverse", "-62", NO, Reason.ADDRESS, True),
    ("zarinpal", "reverse", "-63", NO, Reason.EXPIRED, False),
    ("demo", "verify", "not_found", NO, Reason.NOT_FOUND, False),
    ("demo", "inquire", "terminal", NO, Reason.TERMINAL, True),
    ("demo", "reverse", "too_late", NO, Reason.EXPIRED, False),
]


@pytest.mark.parametrize(("key", "call", "code", "finding", "reason", "passing"), SAYINGS)
def test_sayings(
    bank: Listener, http: httpx.Client, key: str, call: str, code: str, finding: Finding, reason: Reason, passing: bool
) -> None:
    answer = asked(bank, http, key, call, WRITERS[key](call, code))
    assert (answer.finding, answer.reason, answer.passing) == (finding, reason, passing)
    assert answer.code == code


@pytest.mark.parametrize(
    ("key", "call", "code"),
    [("mellat", "verify", "43"), ("mellat", "settle", "45"), ("mellat", "reverse", "48"), ("sep", "reverse", "5")],
)
def test_done_before(bank: Listener, http: httpx.Client, key: str, call: str, code: str) -> None:
    assert asked(bank, http, key, call, WRITERS[key](call, code)).already


def saman(**changed: object) -> str:
    detail = {"RefNum": "5142510", "TerminalNumber": 134795, "OrginalAmount": 150000, "AffectiveAmount": 150000}
    said = {"ResultCode": 0, "Success": True, **changed}
    return json.dumps({**said, "TransactionDetail": {**detail, **changed.pop("detail", {})}})  # type: ignore[dict-item]


def test_saman_verified(bank: Listener, http: httpx.Client) -> None:
    first = asked(bank, http, "sep", "verify", saman())
    assert (first.finding, first.amount, first.already) == (Finding.VERIFIED, 150_000, False)
    again = asked(bank, http, "sep", "verify", saman(ResultCode=2, Success=False))
    assert (again.finding, again.amount, again.already) == (Finding.VERIFIED, 150_000, True)


@pytest.mark.parametrize(
    ("setting", "amount", "reason"), [("no", 135_000, Reason.AMOUNT), ("yes", 150_000, Reason.NONE)]
)
def test_a_discount(bank: Listener, http: httpx.Client, setting: str, amount: int, reason: Reason) -> None:
    """Taken all the same: what is told makes the caller see that it is not the order's amount."""
    said = saman(detail={"AffectiveAmount": 135_000})
    answer = asked(bank, http, "sep", "verify", said, discount=setting)
    assert (answer.finding, answer.amount, answer.reason) == (Finding.VERIFIED, amount, reason)


@pytest.mark.parametrize(
    "said",
    [
        saman(detail={"RefNum": "another"}), saman(detail={"TerminalNumber": 1}), saman(Success=False),
        saman(detail={"OrginalAmount": None}), saman(detail={"OrginalAmount": "x"}), saman(ResultCode=None),
        saman(detail={"OrginalAmount": -1}), saman(detail={"OrginalAmount": 1.5}),
        saman(detail={"OrginalAmount": True}),
    ],
)  # fmt: skip
def test_saman_about_something_else(bank: Listener, http: httpx.Client, said: str) -> None:
    answer = asked(bank, http, "sep", "verify", said)
    assert (answer.finding, answer.reason) == (Finding.UNKNOWN, Reason.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("header", "page"),
    [
        ("https://neo-pg.sep.ir/transaction/init", "https://neo-pg.sep.ir/transaction/init"),
        ("https://neo-pg.sep.ir.evil.example/x", "/OnlinePG/OnlinePG"),
        ("http://neo-pg.sep.ir/x", "/OnlinePG/OnlinePG"),
        ("javascript:alert(1)", "/OnlinePG/OnlinePG"),
        ("", "/OnlinePG/OnlinePG"),
    ],
)
def test_the_newer_page_of_saman(
    bank: Listener, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, header: str, page: str
) -> None:
    monkeypatch.setattr(sep.Sep, "home", bank.url)
    bank.says('{"status": 1, "token": "t"}', headers={"X-IPG-Url": header} if header else {})
    answer = GATEWAYS["sep"].request(http, terminal("sep"), ORDER)
    assert answer.go == Go("POST", page if page.startswith("http") else f"{bank.url}{page}", {"Token": "t"})


@pytest.mark.parametrize("code", ["0", "100"])
def test_melli_verified(bank: Listener, http: httpx.Client, code: str) -> None:
    said = {"ResCode": code, "Amount": "150000", "OrderId": "1001", "RetrivalRefNo": 7, "SystemTraceNo": 8}
    answer = asked(bank, http, "sadad", "verify", json.dumps(said))
    assert (answer.finding, answer.amount, answer.order_no) == (Finding.VERIFIED, 150_000, 1001)
    assert (answer.already, answer.rrn, answer.trace) == (code == "100", "7", "8")


@pytest.mark.parametrize("missing", ["Amount", "OrderId"])
def test_melli_says_too_little(bank: Listener, http: httpx.Client, missing: str) -> None:
    said = {"ResCode": 0, "Amount": 150000, "OrderId": 1001, missing: None}
    assert asked(bank, http, "sadad", "verify", json.dumps(said)).finding is Finding.UNKNOWN


@pytest.mark.parametrize(("code", "already"), [(100, False), (101, True)])
def test_zarinpal_verified(bank: Listener, http: httpx.Client, code: int, already: bool) -> None:
    said = {"data": {"code": code, "ref_id": 9, "card_pan": "502229******5995"}, "errors": []}
    answer = asked(bank, http, "zarinpal", "verify", json.dumps(said))
    assert (answer.finding, answer.already, answer.rrn) == (Finding.VERIFIED, already, "9")


@pytest.mark.parametrize(("state", "finding"), list(zarinpal.STATES.items()))
def test_how_it_stands_at_zarinpal(bank: Listener, http: httpx.Client, state: str, finding: Finding) -> None:
    said = {"data": {"code": 100, "status": state, "message": "Success"}, "errors": []}
    assert asked(bank, http, "zarinpal", "inquire", json.dumps(said)).finding is finding


def test_zarinpal_reversed_it_before(bank: Listener, http: httpx.Client) -> None:
    """It says the same of what came too late: only its state tells them apart."""
    for state, finding in (("REVERSED", Finding.REVERSED), ("VERIFIED", Finding.REFUSED)):
        said = {"data": {"code": 100, "status": state}, "errors": []}
        no = {"data": [], "errors": {"code": -63}}

        def answer(handler: object, said: object = said, no: object = no) -> None:
            bank.says(json.dumps(no if bank.told[-1].path.endswith("reverse.json") else said))
            bank.answer(handler)  # type: ignore[arg-type]
            bank.answer = answer

        bank.answer = answer
        found = GATEWAYS["zarinpal"].reverse(http, terminal("zarinpal", bank.url), PAYMENT)
        assert (found.finding, found.already) == (finding, finding is Finding.REVERSED)


@pytest.mark.parametrize(
    ("call", "status", "finding"),
    [
        *(("inquire", status, finding) for status, finding in demo.STATES.items()),
        ("verify", "paid", Finding.UNKNOWN), ("verify", "pending", Finding.PENDING), ("verify", "already", V),
        ("reverse", "verified", Finding.REFUSED), ("reverse", "reversed", R), ("reverse", "pending", Finding.REFUSED),
    ],
)  # fmt: skip
def test_the_demo_bank(bank: Listener, http: httpx.Client, call: str, status: str, finding: Finding) -> None:
    said = {"status": status, "amount": 150000, "order": 1001, "reference": "r"}
    answer = asked(bank, http, "demo", call, json.dumps(said))
    assert (answer.finding, answer.already) == (finding, status == "already" and finding is V)
    if finding is V:
        assert (answer.amount, answer.order_no, answer.receipt_ref) == (150_000, 1001, "r")


@pytest.mark.parametrize(("key", "said"), [
    ("sep", '{"status": 1}'), ("sep", '{"status": 1, "token": ["t"]}'), ("sep", '{"status": true, "token": "t"}'),
    ("sadad", '{"ResCode": 0}'), ("sadad", '{"ResCode": 0, "Token": "a\\u0000b"}'), ("sadad", '{"Token": "t"}'),
    ("zarinpal", '{"data": {"code": 100}, "errors": []}'), ("zarinpal", '{"data": [], "errors": []}'),
    ("zarinpal", '{"data": {"code": 100, "authority": "../x"}, "errors": []}'),
    ("demo", '{"status": "ok"}'), ("demo", '{"status": "error"}'), ("demo", '{"status": "ok", "token": {}}'),
    ("mellat", returned("bpPayRequest", "0")), ("mellat", returned("bpPayRequest", "0,")),
    ("mellat", returned("bpPayRequest", "0, a b")), ("mellat", returned("bpPayRequest", "ok")),
    ("mellat", returned("bpPayRequest", "")),
])  # fmt: skip
def test_no_token(bank: Listener, http: httpx.Client, key: str, said: str) -> None:
    answer = asked(bank, http, key, "request", said)
    assert (answer.finding, answer.reason, answer.token) == (Finding.UNKNOWN, Reason.NOT_UNDERSTOOD, "")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("sep", '{"status": "1", "token": "tok"}'), ("mellat", returned("bpPayRequest", "0,tok")),
        ("mellat", returned("bpPayRequest", "0, tok")), ("sadad", '{"ResCode": "0", "Token": "tok"}'),
        ("zarinpal", '{"data": {"code": 100, "authority": "tok"}, "errors": []}'),
        ("demo", '{"status": "ok", "token": "tok"}'),
    ],
)  # fmt: skip
def test_a_token(bank: Listener, http: httpx.Client, key: str, said: str) -> None:
    answer = asked(bank, http, key, "request", said)
    assert (answer.finding, answer.token) == (Finding.READY, "tok")
    assert answer.go
    assert answer.go.url.startswith(bank.url)


def test_the_telephone_goes_along_to_mellat(bank: Listener, http: httpx.Client) -> None:
    answer = asked(bank, http, "mellat", "request", returned("bpPayRequest", "0, tok"))
    assert answer.go
    assert answer.go.fields == {"RefId": "tok", "MobileNo": "989123456789"}


@pytest.mark.parametrize("key", ["sep", "mellat"])
def test_without_a_reference_there_is_nothing_to_ask(bank: Listener, http: httpx.Client, key: str) -> None:
    gateway, waiting = GATEWAYS[key], Payment(1001, 150_000, "t")
    there = terminal(key, bank.url)
    assert gateway.verify(http, there, waiting) == Answer(Finding.PENDING)
    assert gateway.inquire(http, there, waiting) == Answer(Finding.NOT_OFFERED)
    assert gateway.reverse(http, there, waiting).finding is Finding.REFUSED
    assert not bank.told


def test_what_is_not_offered(bank: Listener, http: httpx.Client) -> None:
    bank.says("{}")
    found = {
        (key, call)
        for key, gateway in GATEWAYS.items()
        for call in ("settle", "inquire", "reverse")
        if getattr(gateway, call)(http, terminal(key, bank.url), PAYMENT) == Answer(Finding.NOT_OFFERED)
    }
    assert found == {
        ("sep", "settle"), ("sep", "inquire"), ("sadad", "settle"), ("sadad", "inquire"), ("sadad", "reverse"),
        ("zarinpal", "settle"), ("demo", "settle"),
    }  # fmt: skip
