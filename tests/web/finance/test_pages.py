"""What people of the accounts do on their pages."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from pishkhan.kernel import jalali
from pishkhan.payments import api as payments
from pishkhan.payments.api import RefundState, State
from pishkhan.payments.domain import settlement
from tests.factories.paying import TERMINAL, on
from tests.web.desk.conftest import Desk
from tests.web.finance.conftest import OTHER, STUDENT

SECRET = "a-password-nobody-may-see"
NEW = "/finance/terminals/new/"
GIVEN = {
    "gateway": "mellat", "name": "بانک ملت", "name_en": "Mellat", "s-terminal": "1234568", "s-user": "demo",
    "s-password": SECRET, "s-kind": "plain",
}  # fmt: skip


def test_terminal_is_added_changed_and_never_shows_its_secret(iums, desk):
    assert desk.post(NEW, **GIVEN) == 200, desk.text
    row = payments.Terminal.objects.get(institution_id=iums.id, gateway="mellat", settings__isnull=False,
                                        key__startswith="terminal-")  # fmt: skip
    page = reverse("finance-terminal", args=[row.id])
    assert desk.path == page
    assert SECRET not in desk.html
    assert "Leave it empty to keep it." in desk.text
    assert desk.value("s-user") == "demo"
    for words in ("To be registered at the bank", "iums.localhost", "/hooks/bank/…/", "No payment is under way now."):
        assert words in desk.text
    assert desk.post(page, **{**GIVEN, "s-password": "", "s-user": "other", "rev": row.rev}) == 200
    assert desk.post(page, **{**GIVEN, "rev": row.rev}) == 422
    assert "Somebody changed this terminal meanwhile" in desk.text
    row.refresh_from_db()
    assert (row.settings["user"], row.settings["password"]) == ("other", SECRET)


def test_terminals_faults_stand_at_their_fields(iums, desk):
    assert desk.post(NEW, **{**GIVEN, "name": "", "s-terminal": "هشت"}) == 422
    assert 'href="#f-name"' in desk.html
    assert 'href="#f-s-terminal"' in desk.html
    assert SECRET not in desk.html
    assert desk.value("s-terminal") == "هشت"


def test_every_bank_has_its_form(iums, desk):
    desk.get(NEW)
    for key, bank in payments.setting_up.gateways().items():
        assert f"?gateway={key}" in desk.html
        other = Desk(iums, "accounts")
        other.get(f"{NEW}?gateway={key}")
        assert all(f'name="s-{each.name}"' in other.html for each in bank.settings), key


def test_switching_off_says_what_it_means(iums, till, desk):
    attempt = till.begin(STUDENT, 50_000)
    row = till.look(attempt).terminal
    page = reverse("finance-terminal", args=[row.id])
    desk.get(page)
    assert "1 payment is under way now." in desk.text
    desk.post(reverse("finance-terminal-switch", args=[row.id]), on="0", rev=row.rev)
    assert "It takes no payment." in desk.text
    desk.get(f"{page}?check=1")
    assert "The settings are complete." in desk.text


def test_subject_is_added_with_a_split_and_closed(iums, desk):
    office = payments.Subject.objects.filter(institution_id=iums.id).first().office
    given = {
        "title": "کارت المثنی", "title_en": "Card", "centre": office.parent_id, "office": office.id, "terminal": "",
        "free": "true", "least": "۵۰٬۰۰۰", "most": "100,000", "parts": "true", "least_part": "20000", "checker": "none",
        "is_open": "true", "iban-0": "IR062960000000100324200001", "amount-0": "10000", "government-0": "true",
        "iban-1": "IR820540102680020817909002",
    }  # fmt: skip
    assert desk.post("/finance/subjects/new/", **{**given, "more": "1"}) == 200
    assert 'name="iban-2"' in desk.html
    assert desk.post("/finance/subjects/new/", **{**given, "amount-1": "5"}) == 422
    assert 'href="#f-amount-1"' in desk.html
    assert desk.post("/finance/subjects/new/", **given) == 200, desk.text
    row = payments.Subject.objects.get(institution_id=iums.id, title__en="Card")
    assert (row.least, row.most, row.shares.count()) == (50_000, 100_000, 2)
    assert desk.value("least") in ("50,000", "۵۰٬۰۰۰")
    closed = {name: value for name, value in given.items() if name != "is_open"}
    assert desk.post(reverse("finance-subject", args=[row.id]), **closed, rev=row.rev) == 200
    row.refresh_from_db()
    assert not row.is_open


def test_payments_are_found_by_their_numbers_and_filters(iums, till, desk):
    paid = till.pay(STUDENT, 300_000)
    other = till.pay(OTHER, 200_000)
    cancelled = till.begin(OTHER, 100_000)
    till.later(till.back(cancelled, till.at_bank(cancelled, "cancel")), minutes=60)
    day = jalali.show(timezone.localdate())
    for query, numbers in {
        f"q={paid.order_no}": [paid], f"q={paid.rrn}": [paid], f"q={paid.receipt_ref}": [paid],
        f"q={STUDENT}": [paid], "q=000": [], "group=paid": [paid, other], "group=not_paid": [cancelled],
        f"terminal={paid.terminal_id}": [paid, other, cancelled], f"subject={paid.subject_id}&group=review": [],
        f"first={day}&last={day}": [paid, other], "first=1399/01/01&last=1399/12/01": [],
    }.items():  # fmt: skip
        desk.get(f"/finance/payments/?{query}")
        found = [row for row in (paid, other, cancelled) if str(row.order_no) in desk.text.replace("q=", "")]
        if query.startswith("q="):
            found = [row for row in (paid, other, cancelled) if f"/finance/payments/{row.id}/" in desk.html]
        assert set(numbers) <= set(found), query
        assert len(found) == len(numbers) or query.startswith("first=14"), query
    desk.get("/finance/payments/?first=x")
    assert "Write days like 1405/09/05." in desk.text


def test_pages_follow_one_another(iums, till, desk, monkeypatch):
    monkeypatch.setattr("pishkhan.payments.domain.queries.books.search.__defaults__", (2,))
    made = [till.begin(STUDENT, 10_000 + n) for n in range(3)]
    desk.get("/finance/payments/")
    assert [f"/finance/payments/{row.id}/" in desk.html for row in made] == [False, True, True]
    desk.get(f"/finance/payments/?before={made[1].id}")
    assert [f"/finance/payments/{row.id}/" in desk.html for row in made] == [True, False, False]


def test_page_of_a_payment_tells_what_happened_and_holds_no_secret(iums, till, desk):
    paid = till.pay(STUDENT, 300_000, due=till.due(STUDENT, amount=300_000))
    desk.get(reverse("finance-payment", args=[paid.id]))
    for words in ("Begun by the payer", "The browser came back and says: paid", "Confirmation asked for",
                  "In the ledger", "300,000 rials", paid.receipt_ref, "milliseconds"):
        assert words in desk.text
    assert "Ask the bank again" not in desk.text
    assert "Resolve by" not in desk.text


def test_refund_is_asked_by_one_and_decided_by_another(iums, till, desk):
    paid = till.pay(STUDENT, 300_000, due=till.due(STUDENT, amount=300_000))
    page = reverse("finance-payment-refund", args=[paid.id])
    assert desk.post(page, amount="۴۰۰٬۰۰۰", reason="x") == 422
    assert "can be given back" in desk.text
    assert desk.post(page, amount="۱۵۰٬۰۰۰", reason="دو بار برداشت", owed_again="true") == 200, desk.text
    row = payments.Refund.objects.get(attempt=paid)
    assert (row.amount, row.owed_again) == (150_000, True)
    one = reverse("finance-refund", args=[row.id])
    desk.get(one)
    assert "You asked for this refund, so a colleague decides on it." in desk.text
    assert desk.post(one, decision="approve", reference="7") == 422
    head = Desk(iums, "accounts.head")
    head.get("/finance/refunds/")
    assert one in head.html
    assert head.post(one, decision="approve", reference="") == 422
    assert head.post(one, decision="approve", reference="حواله ۷") == 200
    row.refresh_from_db()
    assert row.state == RefundState.APPROVED
    assert on("terminal", paid.terminal_id) == 150_000
    head.get("/finance/refunds/?show=decided")
    assert one in head.html


def test_review_is_resolved_with_the_banks_reference(iums, till, desk):
    attempt = till.begin(STUDENT, 300_000)
    fields = till.at_bank(attempt)
    till.fault("drop", call="verify", times=50)
    till.back(attempt, fields)
    for _ in range(6):
        till.later(attempt, minutes=30)
    assert till.look(attempt).state == State.NEEDS_REVIEW
    desk.get("/finance/")
    assert "Payments that need review" in desk.text
    page, verb = (reverse(name, args=[attempt.id]) for name in ("finance-payment", "finance-payment-resolve"))
    desk.get(f"{page}?as=paid&reference=R-1")
    assert "Resolve by the bank's books" in desk.text
    assert desk.post(verb, why="دیدم", reference="R-1") == 422
    assert "Choose what the bank&#x27;s books say." in desk.html
    assert desk.post(verb, **{"as": "paid", "why": "در پنل دیدم", "reference": "R-1"}) == 200, desk.text
    assert till.look(attempt).state == State.POSTED
    assert "Written by a person, by the bank's own books" in desk.text


def test_bank_is_asked_by_a_job(iums, till, desk):
    attempt = till.begin(STUDENT, 300_000)
    assert desk.post(reverse("finance-payment-ask", args=[attempt.id])) == 200
    assert "The bank is being asked." in desk.text
    settlement.bring_on(attempt.id)
    assert till.look(attempt).events.filter(reason="asked_by_person").exists()


def exported(desk, kind="csv"):
    response = desk.client.get(f"/finance/reports/export/?kind={kind}")
    body = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(body)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_has_every_movement_and_no_formula(iums, till, desk, refund, kind):
    paid = till.pay(STUDENT, 300_000, due=till.due(STUDENT, amount=300_000))
    payments.Attempt.objects.filter(id=paid.id).update(payer='=HYPERLINK("http://x")', rrn="+982112345678")
    refund(paid, 100_000, decided=True)
    head, first, second = exported(desk, kind)
    assert head[:5] == ["Date", "Gregorian date", "Time", "Kind", "Tracking number"]
    today = timezone.localdate()
    assert first[:2] == [jalali.show(today), today.isoformat()]
    row = dict(zip(head, first, strict=True))
    assert (row["Tracking number"], row["Student number"], str(row["Amount, in rials"])) == (
        str(paid.order_no), STUDENT, "300000"
    )  # fmt: skip
    assert row["Name"] == '\'=HYPERLINK("http://x")'
    assert row["RRN"] == "'+982112345678"
    assert (row["Debit account"].split(":")[0], row["Credit account"]) == ("bank", f"student:{STUDENT}")
    back = dict(zip(head, second, strict=True))
    assert str(back["Amount, in rials"]) == "100000"
    assert (back["Debit account"], back["Number of the transfer"]) == (f"student:{STUDENT}", "حواله ۹")


def test_report_shows_the_ledgers_sum(iums, till, desk, refund):
    paid = till.pay(STUDENT, 300_000)
    refund(paid, 100_000, decided=True)
    till.pay(OTHER, 700_000)
    for by in ("day", "subject", "terminal", "centre"):
        assert desk.get(f"/finance/reports/?by={by}") == 200
        assert "2 payments, 900,000 rials net." in desk.text
        assert "<rect" in desk.html
    assert on("terminal", paid.terminal_id) == 900_000


def test_report_of_the_bank_is_brought_in_and_worked_off(iums, till, desk):
    terminal = till.look(till.pay(STUDENT, 300_000)).terminal
    lacking = till.pay(OTHER, 200_000)
    content = till.http.get("/control/report", params={"bank": "sep"}).content
    lines = [line for line in content.decode("utf-8-sig").splitlines() if str(lacking.order_no) not in line]

    def file(rows):
        return SimpleUploadedFile("report.csv", "\r\n".join(rows).encode())

    assert desk.post("/finance/bank/", terminal="", report=file(lines)) == 422
    assert "Choose the terminal the report is of." in desk.text
    assert desk.post("/finance/bank/", terminal=terminal.id) == 422
    assert "Choose the file of the report." in desk.text
    assert desk.post("/finance/bank/", terminal=terminal.id, report=file(["a,b"])) == 422
    assert "The headings of this bank&#x27;s report are not in the file." in desk.html
    assert desk.post("/finance/bank/", terminal=terminal.id, report=file(lines)) == 200, desk.text
    assert "Paid here, not in the report" in desk.text
    (row,) = payments.BankReportRow.objects.filter(match="missing_there")
    close = reverse("finance-bank-close", args=[row.id])
    assert desk.post(close, words=" ") == 422
    assert desk.post(close, words="فردا آمد") == 200
    assert "Nothing waits in this report" in desk.text
    desk.post("/finance/bank/", terminal=terminal.id, report=file(lines))
    assert "This file was brought in before." in desk.text


def test_balance_says_when_something_differs(iums, till, desk):
    paid = till.pay(STUDENT, 300_000)
    desk.get("/finance/balance/")
    assert "Everything agrees." in desk.text
    change = "UPDATE payments_line SET amount = amount + %s WHERE amount BETWEEN 300000 AND 300001"
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(change, [1])
        desk.get("/finance/balance/")
        cursor.execute(change, [-1])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert "Everything agrees." not in desk.text
    assert str(paid.order_no) in desk.text


def test_bank_that_is_not_spoken_any_more_has_no_page(iums, desk):
    row = payments.Terminal.objects.filter(institution_id=iums.id).first()
    payments.Terminal.objects.filter(id=row.id).update(gateway="gone", settings=TERMINAL["demo"])
    assert desk.get(reverse("finance-terminal", args=[row.id])) == 404
    assert desk.get("/finance/terminals/") == 200
