"""What the gateways send, against the banks' documents; what their documented answers and callbacks are read as."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from defusedxml import ElementTree

from pishkhan.payments.providers.protocol import Finding, Go, Order, Payment, Returned, Said, Share
from pishkhan.payments.providers.sadad import sign
from pishkhan.payments.providers.table import GATEWAYS
from tests.payments.providers.cases import (
    COLLEGE,
    IDENTIFIER,
    KEY,
    LIBRARY,
    ORDER,
    PLAIN_SHARES,
    SHARES,
    TREASURY,
    Listener,
    order,
    terminal,
)

GOLDEN = Path(__file__).parent / "golden"
ACCOUNTS = f"{COLLEGE}=7، {TREASURY.lower()}=12"
BOTH = (SHARES[0], Share(COLLEGE, 50_000, "9001"))
AUTHORITY = "A00000000000000000000000000217885159"
REFNUM = "GmshtyjwKSu5lKOLquYrzO9BqjUMb8TPUK0qak/uVs"

REQUESTS: list[tuple[str, str, str, dict[str, str], Order]] = [
    ("sep", "request", "/onlinepg/onlinepg", {}, ORDER),
    ("sep", "request_split", "/onlinepg/onlinepg", {"kind": "split", "iban": COLLEGE}, order(shares=PLAIN_SHARES)),
    ("sep", "request_government", "/onlinepg/onlinepg", {"kind": "government"}, order(shares=SHARES)),
    (
        "sep", "request_identifier", "/onlinepg/onlinepg", {"kind": "government", "iban": TREASURY[2:]},
        order(identifier=IDENTIFIER),
    ),
    ("mellat", "request", "/pgwchannel/services/pgw", {}, ORDER),
    ("mellat", "request_identifier", "/pgwchannel/services/pgw", {}, order(identifier=IDENTIFIER)),
    ("mellat", "request_whole", "/pgwchannel/services/pgw", {"kind": "split", "accounts": ACCOUNTS}, ORDER),
    (
        "mellat", "request_split", "/pgwchannel/services/pgw", {"kind": "split", "accounts": ACCOUNTS},
        order(shares=SHARES),
    ),
    ("sadad", "request", "/api/v0/Request/PaymentRequest", {}, ORDER),
    (
        "sadad", "request_split", "/api/v0/Request/PaymentRequest", {"kind": "split"}, order(shares=PLAIN_SHARES),
    ),
    ("sadad", "request_whole", "/api/v0/Request/PaymentRequest", {"kind": "split", "iban": COLLEGE}, ORDER),
    (
        "sadad", "request_identifier", "/api/v0/PaymentByIdentity/PaymentRequest", {"kind": "identified"},
        order(identifier=IDENTIFIER),
    ),
    (
        "sadad", "request_identifiers", "/VPG/api/v0/PaymentByMultiIdentityRequest", {"kind": "identified"},
        order(shares=BOTH),
    ),
    ("zarinpal", "request", "/pg/v4/payment/request.json", {}, ORDER),
    ("zarinpal", "request_split", "/pg/v4/payment/request.json", {"iban": COLLEGE}, order(shares=PLAIN_SHARES)),
    ("demo", "request", "/demo/api/request", {}, ORDER),
]  # fmt: skip
LATER: list[tuple[str, str, str, Payment]] = [
    ("sep", "verify", "/verifyTxnRandomSessionkey/ipg/VerifyTransaction", Payment(1001, 150_000, "t", REFNUM)),
    ("sep", "reverse", "/verifyTxnRandomSessionkey/ipg/ReverseTransaction", Payment(1001, 150_000, "t", REFNUM)),
    *(
        ("mellat", each, "/pgwchannel/services/pgw", Payment(1001, 150_000, "t", "5142510"))
        for each in ("verify", "settle", "inquire", "reverse")
    ),
    ("sadad", "verify", "/api/v0/Advice/Verify", Payment(1001, 150_000, "0001A2B3C4")),
    ("zarinpal", "verify", "/pg/v4/payment/verify.json", Payment(1001, 150_000, AUTHORITY)),
    ("zarinpal", "inquire", "/pg/v4/payment/inquiry.json", Payment(1001, 150_000, AUTHORITY)),
    ("zarinpal", "reverse", "/pg/v4/payment/reverse.json", Payment(1001, 150_000, AUTHORITY)),
    *(
        ("demo", each, f"/demo/api/{each}", Payment(1001, 150_000, "tok-1"))
        for each in ("verify", "inquire", "reverse")
    ),
]


def parsed(body: bytes | str, kind: str) -> Any:
    if kind == "json":
        return json.loads(body)
    tree = ElementTree.fromstring(body)
    return [(each.tag, (each.text or "").strip()) for each in tree.iter()]


def golden(key: str, name: str) -> tuple[str, Any]:
    path = next((GOLDEN / key).glob(f"{name}.*"))
    text = path.read_text()
    for word, value in {"TREASURY": TREASURY, "COLLEGE": COLLEGE, "LIBRARY": LIBRARY}.items():
        text = text.replace(f'"{word}"', f'"{value}"')
    kind = path.suffix.removeprefix(".")
    return kind, parsed(text, kind)


@pytest.mark.parametrize(
    ("key", "name", "path", "settings", "asked"), REQUESTS, ids=[f"{r[0]}-{r[1]}" for r in REQUESTS]
)
def test_requests(
    bank: Listener, http: httpx.Client, key: str, name: str, path: str, settings: dict[str, str], asked: Order
) -> None:
    bank.says("{}")
    GATEWAYS[key].request(http, terminal(key, bank.url, **settings), asked)
    kind, expected = golden(key, name)
    assert [each.path for each in bank.told] == [path]
    assert parsed(bank.told[0].body, kind) == expected
    if kind == "json":
        assert list(json.loads(bank.told[0].body)) == list(expected)


@pytest.mark.parametrize(("key", "name", "path", "payment"), LATER, ids=[f"{r[0]}-{r[1]}" for r in LATER])
def test_later_calls(bank: Listener, http: httpx.Client, key: str, name: str, path: str, payment: Payment) -> None:
    bank.says("{}")
    getattr(GATEWAYS[key], name)(http, terminal(key, bank.url), payment)
    kind, expected = golden(key, name)
    assert [each.path for each in bank.told] == [path]
    assert parsed(bank.told[0].body, kind) == expected


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_what_browsers_bring(key: str) -> None:
    for sample in golden(key, "returned")[1]:
        read = {**sample["read"], "said": Said(sample["read"]["said"])}
        assert GATEWAYS[key].read_return(sample["fields"]) == Returned(**read)


def test_documented_answers(bank: Listener, http: httpx.Client) -> None:
    def asked(key: str, verb: Callable[..., Any], payment: Payment) -> Any:
        bank.says((GOLDEN / key / "verify_answer.json").read_bytes())
        return replace(verb(http, terminal(key, bank.url), payment), exchange=None)

    saman = asked("sep", GATEWAYS["sep"].verify, Payment(1001, 150_000, "t", REFNUM))
    assert (saman.finding, saman.amount, saman.order_no, saman.receipt_ref) == (Finding.VERIFIED, 150_000, None, REFNUM)
    assert (saman.rrn, saman.trace, saman.card) == ("14226761817", "100428", "621986****8080")
    melli = asked("sadad", GATEWAYS["sadad"].verify, Payment(1001, 150_000, "0001A2B3C4"))
    assert (melli.finding, melli.amount, melli.order_no) == (Finding.VERIFIED, 150_000, 1001)
    assert (melli.rrn, melli.trace) == ("801020304050", "123456")
    zarinpal = asked("zarinpal", GATEWAYS["zarinpal"].verify, Payment(1001, 150_000, AUTHORITY))
    assert (zarinpal.finding, zarinpal.amount, zarinpal.order_no) == (Finding.VERIFIED, None, None)
    assert (zarinpal.rrn, zarinpal.card) == ("201", "502229******5995")


def test_signatures() -> None:
    assert sign("24000615;1001;150000", KEY) == "n8Uy5Ov7U2hdjrWJpXvyybdA0icydiVN"
    assert sign("0001A2B3C4", KEY) == "1dixEPu3pzIhE8PC9OmOWQ=="


def test_a_key_of_sixteen_bytes_is_one_of_twenty_four() -> None:
    assert sign("a", "AAECAwQFBgcICQoLDA0ODw==") == sign("a", "AAECAwQFBgcICQoLDA0ODwABAgMEBQYH")


@pytest.mark.parametrize("key", ["", "AAAA", "!" * 32, "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhc", "کلید"])
def test_no_key(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sign("a", key)


@pytest.mark.parametrize(
    ("key", "token", "language", "go"),
    [
        ("sep", "t", "fa", Go("POST", "https://sep.shaparak.ir/OnlinePG/OnlinePG", {"Token": "t"})),
        ("mellat", "t", "fa", Go("POST", "https://bpm.shaparak.ir/pgwchannel/startpay.mellat", {"RefId": "t"})),
        ("mellat", "t", "en", Go("POST", "https://bpm.shaparak.ir/pgwchannel/enstartpay.mellat", {"RefId": "t"})),
        ("sadad", "t&u", "fa", Go("GET", "https://sadad.shaparak.ir/Purchase?Token=t%26u")),
        ("zarinpal", "A0/..", "fa", Go("GET", "https://payment.zarinpal.com/pg/StartPay/A0%2F..")),
    ],
)
def test_where_a_payer_goes(key: str, token: str, language: str, go: Go) -> None:
    assert GATEWAYS[key].go(terminal(key), token, language=language) == go


@pytest.mark.parametrize("key", list(GATEWAYS))
def test_another_base_for_everything(key: str) -> None:
    there = terminal(key, "http://127.0.0.1:8099/")
    assert GATEWAYS[key].go(there, "t").url.startswith("http://127.0.0.1:8099/")
    assert "//" not in GATEWAYS[key].go(there, "t").url.removeprefix("http://")
    assert GATEWAYS[key].origins(there) == ("http://127.0.0.1:8099",)


def test_origins() -> None:
    assert {key: gateway.origins(terminal(key)) for key, gateway in GATEWAYS.items()} == {
        "sep": ("https://sep.shaparak.ir", "https://neo-pg.sep.ir"),
        "mellat": ("https://bpm.shaparak.ir",),
        "sadad": ("https://sadad.shaparak.ir",),
        "zarinpal": ("https://payment.zarinpal.com",),
        "demo": (),
    }
