"""The room is for those who keep the accounts, and every list costs the same however long it is."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from pishkhan.payments import api as payments
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted
from tests.web.finance.conftest import OTHER, STUDENT

LISTS = ["", "terminals/", "terminals/new/", "subjects/", "subjects/new/", "payments/", "refunds/", "reports/", "bank/",
         "balance/"]  # fmt: skip


def one_of_each(iums, till, refund) -> dict[str, str]:
    paid = till.pay(STUDENT, 300_000)
    asked = refund(paid, 100_000)
    terminal = till.look(paid).terminal
    today = (timezone.localdate(),) * 2
    report, _ = payments.bank_reports.bring(
        actor=iums.actor("accounts"), terminal_id=terminal.id, name="a.csv", days=today,
        content="رسید دیجیتالی,مبلغ,وضعیت\r\nX,5,موفق".encode(),
    )  # fmt: skip
    line = report.rows.filter(match="missing_here").get()
    one = {"attempt_id": paid.id}
    return {
        "terminal": reverse("finance-terminal", args=[terminal.id]),
        "subject": reverse("finance-subject", args=[paid.subject_id]),
        "payment": reverse("finance-payment", kwargs=one), "refund": reverse("finance-refund", args=[asked.id]),
        "report": reverse("finance-bank-report", args=[report.id]),
        "switch": reverse("finance-terminal-switch", args=[terminal.id]),
        "ask": reverse("finance-payment-ask", kwargs=one), "give": reverse("finance-payment-refund", kwargs=one),
        "resolve": reverse("finance-payment-resolve", kwargs=one),
        "line": reverse("finance-bank-ask", args=[line.id]), "close": reverse("finance-bank-close", args=[line.id]),
    }  # fmt: skip


POSTS = {"switch", "ask", "give", "resolve", "line", "close"}


@pytest.mark.parametrize("login", ["accounts", "accounts.head", "admin"])
def test_those_who_keep_the_accounts_see_every_page(iums, till, refund, login):
    found = one_of_each(iums, till, refund)
    desk = Desk(iums, login)
    wrong = [path for path in LISTS if desk.get(f"/finance/{path}") != 200]
    wrong += [name for name, path in found.items() if name not in POSTS and desk.get(path) != 200]
    assert wrong == []
    assert desk.client.get("/finance/reports/export/?kind=xlsx").status_code == 200


@pytest.mark.parametrize("login", [STUDENT, "nutrition", "edu.lead", "manager", "deputy.medicine"])
def test_to_everybody_else_it_does_not_exist(iums, till, refund, login):
    found = one_of_each(iums, till, refund)
    desk = Desk(iums, login)
    assert [path for path in [*LISTS, "reports/export/"] if desk.get(f"/finance/{path}") != 404] == []
    assert [name for name, path in found.items() if desk.post(path, words="x", on="0", rev="0") != 404] == []
    assert [name for name, path in found.items() if desk.get(path) not in (404, 405)] == []


def test_accounts_of_another_university_are_unknown(iums, shiraz, till, refund):
    found = one_of_each(iums, till, refund)
    desk = Desk(shiraz, "accounts")
    assert [name for name, path in found.items() if name not in POSTS and desk.get(path) != 404] == []
    assert [name for name in POSTS if desk.post(found[name], words="x", on="0", rev="0") != 404] == []
    desk.get("/finance/payments/")
    assert "300,000" not in desk.text


def test_visitor_logs_in_first(iums, till, refund):
    desk = Desk(iums, "accounts")
    desk.client.logout()
    assert desk.get("/finance/") == 200
    assert desk.path == "/login/"


def test_accountant_comes_here_after_login(iums, desk):
    desk.get("/enter/")
    assert desk.path == "/finance/"


COSTS = {
    "": 6, "terminals/": 3, "subjects/": 2, "payments/": 4, "refunds/": 3, "refunds/?show=decided": 3, "reports/": 2,
    "reports/?by=subject": 3, "reports/?by=terminal": 3, "reports/?by=centre": 2, "bank/": 4, "balance/": 14,
}  # fmt: skip


def test_lists_cost_the_same_with_one_row_and_with_three(iums, till, refund, desk):
    def more(n):
        paid = till.pay(STUDENT, 300_000 + n)
        refund(paid, 100_000)
        refund(till.pay(OTHER, 200_000 + n), 50_000, decided=True)
        payments.bank_reports.bring(
            actor=iums.actor("accounts"), terminal_id=paid.terminal_id, name="a.csv",
            days=(timezone.localdate(),) * 2, content=f"رسید دیجیتالی,مبلغ,وضعیت\r\nX{n},5,موفق".encode(),
        )  # fmt: skip

    def cost(path):
        desk.get(f"/finance/{path}")  # what the process remembers for some seconds is remembered
        return counted(lambda: desk.get(f"/finance/{path}"))

    found = {}
    for n, rows in ((1, 1), (2, 2), (3, 3)):
        more(n)
        if rows != 2:
            found[rows] = {path: cost(path) for path in COSTS}
    assert found[1] == found[3]
    assert found[3] == COSTS


def test_page_of_a_payment_costs_the_same_however_much_happened(iums, till, refund, desk):
    paid = till.pay(STUDENT, 300_000)
    path = reverse("finance-payment", args=[paid.id])
    desk.get(path)
    first = counted(lambda: desk.get(path))
    for amount in (10_000, 20_000, 30_000):
        refund(paid, amount, decided=True)
    assert counted(lambda: desk.get(path)) == first == 6
