"""The bank's daily report beside our payments and the ledger."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.api import Match
from pishkhan.payments.domain import settlement
from pishkhan.payments.domain.reconciliation import reading
from tests.factories.paying import Till

STUDENT, OTHER = "981020304", "991020305"
HEAD = ["ردیف", "شماره رزرو (ResNum)", "رسید دیجیتالی (RefNum)", "مبلغ (ریال)", "وضعیت", "شماره مرجع (RRN)", "تاریخ",
        "ساعت"]  # fmt: skip


@pytest.fixture
def sep(iums, network):
    return Till(iums, network, "sep")


def row(attempt, **changes):
    told = {
        "order": attempt.order_no, "receipt": attempt.receipt_ref or "", "amount": attempt.amount, "status": "موفق",
        "rrn": attempt.rrn, "day": jalali.show(timezone.localdate()), **changes,
    }  # fmt: skip
    return [1, told["order"], told["receipt"], told["amount"], told["status"], told["rrn"], told["day"], "12:30:05"]


def csv(rows, head=HEAD) -> bytes:
    lines = [["گزارش روزانه"], [], head, *rows]
    return "\ufeff".encode() + "\r\n".join(",".join(str(cell) for cell in line) for line in lines).encode()


def bring(university, till, content, login="accounts", name="report.csv", **more):
    terminal = payments.Terminal.objects.get(id=till.subject().terminal_id)
    return payments.bank_reports.bring(
        actor=university.actor(login), terminal_id=terminal.id, name=name, content=content, **more
    )


def found(report) -> list[tuple[str, int | None]]:
    return [(each.match, each.order_no) for each in report.rows.all()]


@pytest.mark.parametrize("bank", ["sep", "mellat", "sadad"])
def test_simulated_banks_own_report_agrees(iums, network, bank):
    """As its panel gives it, over HTTP."""
    till = Till(iums, network, bank)
    paid = [till.pay(STUDENT, 500_000), till.pay(OTHER, 70_000)]
    left = till.begin(OTHER, 10_000)
    till.back(left, till.at_bank(left, "cancel"))
    content = till.http.get("/control/report", params={"bank": bank}).content
    report, fresh = bring(iums, till, content)
    assert fresh
    assert {(match, order) for match, order in found(report) if order != left.order_no} == {
        (Match.SAME, each.order_no) for each in paid
    }
    assert payments.bank_reports.count_open(iums.actor("accounts")) == 0


def test_every_difference_is_found(iums, sep):
    agrees, amount, back, lacking = (sep.pay(STUDENT, each) for each in (110_000, 120_000, 130_000, 140_000))
    here = sep.begin(OTHER, 150_000)
    content = csv([
        row(agrees), row(amount, amount="۹۹۹٬۰۰۰".replace("٬", "")), row(back, status="برگشت خورده"),
        row(here, receipt="NEVER-HEARD"), row(agrees, order="999999999", receipt="UNKNOWN", amount=5_000),
        row(agrees, order="", receipt="", amount="ده", rrn=""), row(agrees, status="؟"),
    ])  # fmt: skip
    report, _ = bring(iums, sep, content)
    assert found(report) == [
        (Match.SAME, agrees.order_no), (Match.AMOUNT, amount.order_no), (Match.STATUS, back.order_no),
        (Match.MISSING_HERE, here.order_no), (Match.MISSING_HERE, 999999999),
        (Match.MISSING_THERE, lacking.order_no), (Match.UNREADABLE, None), (Match.UNREADABLE, None),
    ]  # fmt: skip
    assert report.counts == {"same": 1, "amount": 1, "status": 1, "missing_here": 2, "missing_there": 1,
                             "unreadable": 2}  # fmt: skip
    assert [each.words for each in report.rows.filter(match="unreadable")] == ["column:amount", "column:status"]


def test_payment_the_bank_took_and_we_never_heard_of_is_asked_about(iums, sep):
    """SEP cannot be asked without its reference, which only the browser brings: the report has it too."""
    attempt = sep.begin(STUDENT, 150_000)
    reference = sep.at_bank(attempt)["RefNum"]
    report, _ = bring(iums, sep, csv([row(attempt, receipt=reference)]))
    (line,) = payments.bank_reports.open_rows(report.id)
    actor = iums.actor("accounts")
    payments.resolving.ask_again(actor=actor, attempt_id=line.attempt_id, receipt_ref=line.receipt_ref)
    for _ in range(3):
        settlement.bring_on(attempt.id)
    attempt = sep.look(attempt)
    assert attempt.receipt_ref == reference
    assert payments.balance.differences(iums.id) == []


def test_same_file_is_the_same_report(iums, sep):
    content = csv([row(sep.pay(STUDENT, 110_000))])
    first, fresh = bring(iums, sep, content)
    again, once_more = bring(iums, sep, content, name="other.csv")
    assert (first.id, fresh, once_more) == (again.id, True, False)
    assert first.rows.count() == 1


def test_taken_twice_for_one_payment(iums, sep):
    paid = sep.pay(STUDENT, 110_000)
    report, _ = bring(iums, sep, csv([row(paid), row(paid)]))
    assert [match for match, _ in found(report)] == [Match.SAME, Match.MISSING_HERE]


def test_given_back_on_both_sides_agrees(iums, sep):
    paid = sep.pay(STUDENT, 110_000)
    asked = payments.ask_refund(actor=iums.actor("accounts"), attempt_id=paid.id, amount=110_000, reason="برگشت")
    payments.decide_refund(actor=iums.actor("accounts.head"), refund_id=asked.id, approve=True, reference="۱")
    report, _ = bring(iums, sep, csv([row(paid), row(paid, status="برگشت خورده")]))
    assert {match for match, _ in found(report)} == {Match.SAME}


def test_around_midnight_the_next_report_has_it(iums, sep):
    paid = sep.pay(STUDENT, 110_000)
    today = timezone.localdate()
    first, _ = bring(iums, sep, csv([]), days=(today, today))
    (lacked,) = payments.bank_reports.open_rows(first.id)
    assert lacked.match == Match.MISSING_THERE
    tomorrow = jalali.show(today + timedelta(days=1))
    bring(iums, sep, csv([row(paid, day=tomorrow)]))
    assert not payments.bank_reports.open_rows(first.id).exists()


def test_workbook_with_persian_digits_is_read(iums, sep):
    paid = sep.pay(STUDENT, 110_000)
    book = Workbook()
    book.active.append(HEAD)
    book.active.append([str(cell).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) if at not in (2, 5) else cell
                        for at, cell in enumerate(row(paid))])  # fmt: skip
    paper = io.BytesIO()
    book.save(paper)
    report, _ = bring(iums, sep, paper.getvalue(), name="report.xlsx")
    assert found(report) == [(Match.SAME, paid.order_no)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (csv([], ["الف", "ب"]), "report_headings"), (b"", "file_empty"), (csv([]), "report_days"),
        (b"\xd0\xcf\x11\xe0old", "people_old_excel"), (b"PK\x03\x04broken", "people_broken"),
    ],
)  # fmt: skip
def test_files_that_are_no_report(iums, sep, content, code):
    with pytest.raises(DomainError, match=code):
        bring(iums, sep, content)
    assert not payments.BankReport.objects.exists()


def test_longest(iums, sep, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 2)
    paid = sep.pay(STUDENT, 110_000)
    with pytest.raises(DomainError, match="report_long"):
        bring(iums, sep, csv([row(paid)] * 3))


def test_bank_without_a_report(iums, till):
    with pytest.raises(DomainError, match="report_none"):
        bring(iums, till, csv([]))


def test_difference_is_closed_with_words_once_by_who_may(iums, shiraz, sep):
    sep.pay(STUDENT, 110_000)
    report, _ = bring(iums, sep, csv([]), days=(timezone.localdate(),) * 2)
    (line,) = payments.bank_reports.open_rows(report.id)
    close = payments.bank_reports.close_row
    for university, login in ((shiraz, "accounts"), (iums, "edu.lead")):
        with pytest.raises(DomainError, match="not_found"):
            close(actor=university.actor(login), row_id=line.id, words="بررسی شد")
        assert payments.bank_reports.report(university.actor(login), report.id) is None
    with pytest.raises(DomainError, match="reason_missing"):
        close(actor=iums.actor("accounts"), row_id=line.id, words=" ")
    close(actor=iums.actor("accounts"), row_id=line.id, words="بانک فردا واریز کرد")
    with pytest.raises(DomainError, match="row_closed"):
        close(actor=iums.actor("accounts"), row_id=line.id, words="دوباره")
    line.refresh_from_db()
    assert (line.words, line.done_by) == ("بانک فردا واریز کرد", iums.person("accounts").id)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("موفق", "success"), ("ناموفق", "failed"), ("برگشت‌خورده", "reversed"), ("Reversed", "reversed"),
        ("OK", "success"),
    ],
)  # fmt: skip
def test_words_of_a_state(typed, status):
    assert reading._status(typed) == status


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1405/09/05 12:30:05", "2026-11-26T12:30:05"), ("۱۴۰۵/۹/۵", "2026-11-26T12:00:00"),
        ("2026-11-26 01:02", "2026-11-26T01:02:00"), ("14050905 230000", "2026-11-26T12:00:00"),
        ("2026/11/26", "2026-11-26T12:00:00"),
    ],
)  # fmt: skip
def test_dates_of_banks(typed, day):
    assert reading._moment(typed).replace(tzinfo=None).isoformat() == day




def test_reference_is_compared_sign_by_sign(iums, sep):
    """The bank's references hold dashes and slashes."""
    paid = sep.pay(STUDENT, 110_000)
    head = ["رسید دیجیتالی (RefNum)", "مبلغ (ریال)", "وضعیت", "تاریخ"]
    day = jalali.show(timezone.localdate())
    read = reading.read(payments.GATEWAYS["sep"], "a.csv", csv([["Ab-1/2+3=", "۵", "موفق", day]], head))
    assert read.rows[0][1].receipt_ref == "Ab-1/2+3="
    report, _ = bring(iums, sep, csv([[paid.receipt_ref, 110_000, "موفق", day]], head))
    assert [(each.match, each.attempt_id) for each in report.rows.all()] == [(Match.SAME, paid.id)]
