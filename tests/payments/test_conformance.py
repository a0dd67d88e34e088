"""Every gateway against the stand-in of its bank, by the same walk: what a payment can meet, and what it comes to."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from pishkhan.payments.providers.protocol import Finding, Reason, Said, Share
from pishkhan.payments.providers.table import GATEWAYS
from pishkhan.payments.providers.wire import client
from simulators.banks import Network
from tests.payments.providers.cases import COLLEGE, IDENTIFIER, LIBRARY, TREASURY
from tests.payments.providers.harness import SPLIT, WRONG, Desk

KEYS = list(GATEWAYS)
ASKS_BY_TOKEN = {"sadad", "zarinpal", "demo"}
NAMES_AMOUNTS = {"sep", "sadad", "demo"}
NO_MONEY = {Finding.PENDING, Finding.NOT_PAID, Finding.REFUSED}
OFFERED = [
    ("sep", "verify"), ("sep", "reverse"), ("mellat", "verify"), ("mellat", "settle"), ("mellat", "inquire"),
    ("mellat", "reverse"), ("sadad", "verify"), ("zarinpal", "verify"), ("zarinpal", "inquire"),
    ("zarinpal", "reverse"), ("demo", "verify"), ("demo", "inquire"), ("demo", "reverse"),
]  # fmt: skip
every = pytest.mark.parametrize("desk", KEYS, indirect=True)


@pytest.fixture
def desk(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    caplog.set_level(logging.DEBUG)
    with (
        Network() as network,
        client() as http,
        client() as hurried,
        httpx.Client(trust_env=False, timeout=20) as outside,
    ):
        hurried.timeout = httpx.Timeout(0.4, connect=5)
        found = Desk(request.param, network, http, hurried, outside)
        yield found
        settings = found.gateway.settings
        secrets = [value for each in settings if each.secret and len(value := found.terminal.settings[each.name]) > 4]
        kept = f"{found.answers}{caplog.text}"
        assert [secret for secret in secrets if secret in kept] == []


@every
def test_pay_return_verify_settle(desk: Desk) -> None:
    payment = desk.opened(mobile="09123456789")
    read = desk.returns(payment, "pay")
    assert read.said is Said.PAID
    assert read.order_no in {payment.order_no, None}
    assert read.token == payment.token
    assert read.amount in {payment.amount, None}
    payment = desk.with_return(payment, read)
    answer = desk.does("verify", payment)
    assert (answer.finding, answer.already, answer.reason) == (Finding.VERIFIED, False, Reason.NONE)
    assert answer.amount == (payment.amount if desk.key in NAMES_AMOUNTS else None)
    assert answer.order_no in {payment.order_no, None}
    if desk.gateway.settles:
        settled = desk.does("settle", payment)
        assert (settled.finding, settled.already) == (Finding.SETTLED, False)
    assert desk.bank_order(payment)["state"] == ("settled" if desk.gateway.settles else "verified")
    assert desk.bank_order(payment)["amount"] == payment.amount
    assert desk.misspoken == []


@every
def test_numbers_for_the_receipt(desk: Desk) -> None:
    payment = desk.opened()
    read = desk.returns(payment, "pay")
    answer = desk.does("verify", desk.with_return(payment, read))
    order = desk.bank_order(payment)
    known = {read.rrn, answer.rrn, read.receipt_ref, answer.trace}
    assert known & {order["rrn"], order["reference"]}
    cards = {read.card, answer.card} - {""}
    assert cards <= {order["card"]}


@every
def test_verified_twice(desk: Desk) -> None:
    payment = desk.verified()
    again = desk.does("verify", payment)
    # Saman says "done" as often as it is asked.
    assert (again.finding, again.already) == (Finding.VERIFIED, desk.key != "sep")
    assert again.amount in {payment.amount, None}
    if desk.gateway.settles:
        assert not desk.does("settle", payment).already
        assert desk.does("settle", payment).already
        assert desk.does("verify", payment).finding is Finding.VERIFIED


@every
@pytest.mark.parametrize("deed", ["cancel", "wrong_pin"])
def test_not_paid_after_all(desk: Desk, deed: str) -> None:
    payment = desk.opened()
    read = desk.returns(payment, deed)
    assert read.said in {Said.CANCELLED, Said.FAILED}
    if desk.key in {"sep", "mellat", "demo"}:
        assert read.said is (Said.CANCELLED if deed == "cancel" else Said.FAILED)
    answer = desk.does("verify", desk.with_return(payment, read))
    assert answer.finding in NO_MONEY
    if desk.gateway.inquires:
        assert desk.does("inquire", payment).finding is Finding.NOT_PAID
        assert answer.finding is Finding.NOT_PAID


@every
def test_never_paid(desk: Desk) -> None:
    payment = desk.opened()
    answer = desk.does("verify", payment)
    if desk.key == "sadad":  # it has one word for everything it does not verify
        assert (answer.finding, answer.reason, answer.passing) == (Finding.REFUSED, Reason.NOT_FOUND, True)
    else:
        assert answer.finding is Finding.PENDING
    # The payer was only slow.
    read = desk.returns(payment, "pay")
    assert desk.does("verify", desk.with_return(payment, read)).finding is Finding.VERIFIED


@every
def test_the_browser_never_came_back(desk: Desk) -> None:
    payment = desk.opened()
    assert desk.deed(payment, "close") is None
    if desk.gateway.inquires:
        assert desk.does("inquire", payment).finding is Finding.PAID
    answer = desk.does("verify", payment)
    assert answer.finding is (Finding.VERIFIED if desk.key in ASKS_BY_TOKEN else Finding.PENDING)


@every
def test_a_dishonest_browser(desk: Desk) -> None:
    payment = desk.opened()
    read = desk.returns(payment, "tampered")
    same = (
        read.order_no in {payment.order_no, None}
        and read.amount in {payment.amount, None}
        and read.token == payment.token
    )
    assert not same


@every
def test_somebody_elses_receipt(desk: Desk) -> None:
    """The bank may well say yes to it, but never for another amount or order than its own."""
    mine, other = desk.opened(amount=9_000_000), desk.paid(amount=1_000_000)
    answer = desk.does("verify", replace(mine, receipt_ref=other.receipt_ref))
    if answer.finding is Finding.VERIFIED:
        assert answer.amount == other.amount
    else:
        assert answer.finding in NO_MONEY


@every
def test_another_amount_told_back(desk: Desk) -> None:
    payment = desk.paid()
    desk.fault("amount", "verify", by=-1)
    answer = desk.does("verify", payment)
    if desk.key in NAMES_AMOUNTS:
        assert (answer.finding, answer.amount) == (Finding.VERIFIED, payment.amount - 1)
    elif desk.key == "zarinpal":
        assert (answer.finding, answer.reason) == (Finding.REFUSED, Reason.AMOUNT)
    else:
        assert answer.amount is None


@pytest.mark.parametrize("desk", ["sep"], indirect=True)
@pytest.mark.parametrize(("setting", "reason"), [("no", Reason.AMOUNT), ("yes", Reason.NONE)])
def test_a_discount(desk: Desk, setting: str, reason: Reason) -> None:
    desk.settings["discount"] = setting
    desk.fault("discount", "pay", percent=10)
    payment = desk.paid()
    answer = desk.does("verify", payment)
    charged = desk.bank_order(payment)["charged"]
    assert (answer.finding, answer.reason) == (Finding.VERIFIED, reason)
    assert answer.amount == (charged if setting == "no" else payment.amount)
    assert charged < payment.amount


@pytest.mark.parametrize(
    ("desk", "call"), [*((key, "verify") for key in KEYS), ("mellat", "settle")], indirect=["desk"]
)
def test_no_answer_although_it_was_done(desk: Desk, call: str) -> None:
    payment = desk.paid() if call == "verify" else desk.verified()
    desk.fault("hang", call, after=True, seconds=5)
    lost = desk.does(call, payment, hurried=True)
    assert (lost.finding, lost.reason, lost.passing) == (Finding.UNKNOWN, Reason.NO_ANSWER, True)
    again = desk.does(call, payment)
    assert again.finding is (Finding.VERIFIED if call == "verify" else Finding.SETTLED)
    assert again.already is (desk.key != "sep")


@pytest.mark.parametrize(("desk", "call"), OFFERED, indirect=["desk"])
@pytest.mark.parametrize("kind", ["html", "json", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_broken_answers(desk: Desk, kind: str, after: bool, call: str) -> None:
    payment = desk.paid() if call == "verify" else desk.verified()
    desk.fault(kind, call, after=after)
    lost = desk.does(call, payment)
    assert (lost.finding, lost.passing) == (Finding.UNKNOWN, True)
    good = {"verify": Finding.VERIFIED, "settle": Finding.SETTLED, "reverse": Finding.REVERSED}
    assert desk.does(call, payment).finding is good.get(call, Finding.VERIFIED)


@every
@pytest.mark.parametrize("kind", ["html", "json", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_broken_answers_to_a_request(desk: Desk, kind: str, after: bool) -> None:
    desk.fault(kind, "request", after=after)
    lost = desk.asks(desk.order())
    assert (lost.finding, lost.passing, lost.token) == (Finding.UNKNOWN, False, "")
    assert desk.asks(desk.order()).finding is Finding.READY


@every
def test_the_window_is_over(desk: Desk) -> None:
    payment = desk.paid()
    desk.control("clock", seconds=desk.network.banks[desk.key].window + 120)
    answer = desk.does("verify", payment)
    if desk.key in {"sep", "sadad"}:  # too late is all they say
        assert (answer.finding, answer.reason, answer.passing) == (Finding.REFUSED, Reason.EXPIRED, False)
    else:
        assert answer.finding is Finding.REVERSED
    assert desk.bank_order(payment)["state"] == "reversed"


@pytest.mark.parametrize("desk", ["sep", "mellat", "sadad"], indirect=True)
def test_our_window_is_no_shorter_than_the_banks_wait(desk: Desk) -> None:
    bank = desk.network.banks[desk.key]
    assert desk.gateway.window.total_seconds() >= bank.window + bank.life


@every
def test_reversed_and_reversed_again(desk: Desk) -> None:
    payment = desk.verified()
    answer = desk.does("reverse", payment)
    if desk.gateway.reversal is None:
        assert answer.finding is Finding.NOT_OFFERED
        return
    assert (answer.finding, answer.already) == (Finding.REVERSED, False)
    assert desk.bank_order(payment)["state"] == "reversed"
    again = desk.does("reverse", payment)
    assert (again.finding, again.already) == (Finding.REVERSED, desk.key != "demo")
    assert desk.does("verify", payment).finding is Finding.REVERSED


@pytest.mark.parametrize("desk", ["sep", "mellat", "zarinpal", "demo"], indirect=True)
def test_too_late_to_reverse(desk: Desk) -> None:
    payment = desk.verified()
    assert desk.gateway.reversal
    desk.control("clock", seconds=desk.gateway.reversal.total_seconds() + 120)
    answer = desk.does("reverse", payment)
    assert answer.finding is Finding.REFUSED
    assert answer.reason in {Reason.EXPIRED, Reason.TERMINAL, Reason.NOT_FOUND}
    assert desk.bank_order(payment)["state"] == "verified"


@pytest.mark.parametrize("desk", ["mellat"], indirect=True)
def test_what_is_settled_is_not_reversed(desk: Desk) -> None:
    payment = desk.verified()
    desk.does("settle", payment)
    answer = desk.does("reverse", payment)
    assert (answer.finding, answer.reason) == (Finding.REFUSED, Reason.EXPIRED)
    assert desk.bank_order(payment)["state"] == "settled"


@pytest.mark.parametrize("desk", ["mellat"], indirect=True)
def test_settling_before_verifying(desk: Desk) -> None:
    payment = desk.paid()
    assert desk.does("settle", payment).finding is Finding.REFUSED
    assert desk.bank_order(payment)["state"] == "paid"


@pytest.mark.parametrize("desk", ["mellat", "zarinpal", "demo"], indirect=True)
def test_how_it_stands(desk: Desk) -> None:
    payment = desk.opened()
    if desk.gateway.inquires:
        assert desk.does("inquire", payment).finding is Finding.PENDING
    payment = desk.with_return(payment, desk.returns(payment, "pay"))
    assert desk.does("inquire", payment).finding is Finding.PAID
    desk.does("verify", payment)
    assert desk.does("inquire", payment).finding is Finding.VERIFIED
    desk.does("reverse", payment)
    assert desk.does("inquire", payment).finding is Finding.REVERSED


@every
def test_an_order_number_used_twice(desk: Desk) -> None:
    order = desk.order()
    assert desk.asks(order).finding is Finding.READY
    again = desk.asks(order)
    if desk.key == "zarinpal":  # it knows payments by authority alone
        assert again.finding is Finding.READY
    else:
        assert (again.finding, again.passing) == (Finding.REFUSED, False)
        assert again.reason is (Reason.REQUEST if desk.key == "sep" else Reason.DUPLICATE)


@every
def test_wrong_credentials(desk: Desk) -> None:
    payment = desk.paid()
    desk.settings |= WRONG[desk.key]
    answer = desk.asks(desk.order())
    assert (answer.finding, answer.reason, answer.passing) == (Finding.REFUSED, Reason.CREDENTIALS, False)
    later = desk.does("verify", payment)
    assert (later.finding, later.passing) == (Finding.REFUSED, True)
    for name in WRONG[desk.key]:
        del desk.settings[name]
    assert desk.does("verify", payment).finding is Finding.VERIFIED


@every
def test_a_terminal_that_is_switched_off(desk: Desk) -> None:
    payment = desk.paid()
    desk.set_terminal(on=False)
    answer = desk.asks(desk.order())
    assert answer.finding is Finding.REFUSED
    assert answer.reason is (Reason.CREDENTIALS if desk.key in {"sep", "mellat"} else Reason.TERMINAL)
    later = desk.does("verify", payment)
    assert (later.finding, later.passing) == (Finding.REFUSED, True)
    desk.set_terminal(on=True)
    assert desk.does("verify", payment).finding is Finding.VERIFIED


@every
def test_an_address_the_bank_does_not_know(desk: Desk) -> None:
    desk.set_terminal(ip_known=False)
    answer = desk.asks(desk.order())
    assert answer.finding is Finding.REFUSED
    assert answer.reason is (Reason.CREDENTIALS if desk.key == "zarinpal" else Reason.ADDRESS)
    desk.set_terminal(ip_known=True, hosts=["pay.example.ac.ir"])
    answer = desk.asks(desk.order())
    assert answer.reason is (Reason.REQUEST if desk.key == "sep" else Reason.ADDRESS)


@pytest.mark.parametrize("desk", list(SPLIT), indirect=True)
def test_a_split(desk: Desk) -> None:
    desk.settings |= SPLIT[desk.key]
    shares = (Share(COLLEGE, 1_000_001), Share(LIBRARY, 499_999))
    payment = desk.paid(shares=shares)
    assert desk.does("verify", payment).finding is Finding.VERIFIED
    rows = desk.bank_order(payment)["rows"]
    assert [int(each["amount"]) for each in rows] == [1_000_001, 499_999]
    named = [each.get("iban") or each.get("account") for each in rows]
    assert named == (["7", "8"] if desk.key == "mellat" else [COLLEGE, LIBRARY])
    off_by_one = desk.asks(desk.order(shares=(shares[0], replace(shares[1], amount=500_000))))
    assert (off_by_one.finding, off_by_one.reason) == (Finding.REFUSED, Reason.SHARES)
    assert desk.misspoken == []


@pytest.mark.parametrize("desk", ["sep", "mellat", "sadad"], indirect=True)
def test_a_split_terminal_is_always_given_a_row(desk: Desk) -> None:
    desk.settings |= SPLIT[desk.key]
    payment = desk.paid()
    (row,) = desk.bank_order(payment)["rows"]
    assert int(row["amount"]) == payment.amount
    assert desk.does("verify", payment).finding is Finding.VERIFIED


@pytest.mark.parametrize("desk", ["sadad"], indirect=True)
def test_rows_where_the_bank_wants_none(desk: Desk) -> None:
    desk.settings["terminal"] = "24000616"
    answer = desk.asks(desk.order())
    assert (answer.finding, answer.reason) == (Finding.REFUSED, Reason.SHARES)


@pytest.mark.parametrize(
    ("desk", "settings"),
    [("sep", {"kind": "government", "iban": TREASURY}), ("mellat", {}), ("sadad", {"kind": "identified"})],
    indirect=["desk"],
)
def test_a_deposit_identifier(desk: Desk, settings: dict[str, str]) -> None:
    desk.settings |= settings
    payment = desk.paid(identifier=IDENTIFIER)
    order = desk.bank_order(payment)
    assert IDENTIFIER in {order["identifier"], *(each["identifier"] for each in order["rows"])}
    assert order["government"] is (desk.key == "sep")
    assert desk.does("verify", payment).finding is Finding.VERIFIED
    assert desk.misspoken == []


@pytest.mark.parametrize(
    ("desk", "settings"),
    [("sep", {"kind": "government"}), ("mellat", SPLIT["mellat"]), ("sadad", {"kind": "identified"})],
    indirect=["desk"],
)
def test_several_deposit_identifiers(desk: Desk, settings: dict[str, str]) -> None:
    desk.settings |= settings
    shares = (Share(TREASURY, 1_000_000, IDENTIFIER, government=True), Share(COLLEGE, 500_000, "9001"))
    payment = desk.paid(shares=shares)
    assert [each["identifier"] for each in desk.bank_order(payment)["rows"]] == [IDENTIFIER, "9001"]
    assert desk.does("verify", payment).amount in {payment.amount, None}
    assert desk.misspoken == []


@every
def test_a_browser_that_brings_nothing(desk: Desk) -> None:
    payment = desk.opened()
    desk.deed(payment, "pay")
    read = desk.gateway.read_return({})
    assert read.said is Said.UNCLEAR
    answer = desk.does("verify", desk.with_return(payment, read))
    assert answer.finding is (Finding.VERIFIED if desk.key in ASKS_BY_TOKEN else Finding.PENDING)


@every
def test_large_amounts_to_the_rial(desk: Desk) -> None:
    payment = desk.verified(amount=999_999_999_999)
    assert desk.bank_order(payment)["amount"] == 999_999_999_999


@every
def test_the_page_in_english(desk: Desk) -> None:
    order = desk.order()
    answer = desk.asks(order)
    desk.walks(desk.gateway.go(desk.terminal, answer.token, language="en"))
