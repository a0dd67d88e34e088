"""The page of one payment in every standing, the step to the bank, the receipt and its public check."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import override_settings

from pishkhan.payments import api as payments
from pishkhan.payments.api import Standing, State
from pishkhan.payments.models import Attempt
from tests.factories.paying import Till
from tests.web.student.conftest import OTHER, STUDENT, Browser, text

AMOUNT = 4_500_000


@pytest.fixture
def payer(till):
    return Browser(till.university, STUDENT)


@pytest.fixture
def attempt(till):
    return till.begin(STUDENT, AMOUNT)


@pytest.fixture
def begun(till):
    """The bank has not been told yet."""
    return payments.begin_payment(
        actor=till.university.actor(STUDENT), subject_id=till.subject().id, amount=AMOUNT, key=uuid4().hex
    )


def page_of(payer, attempt):
    return payer.get(f"/payments/{attempt.id}/")


def put(attempt, **changed):
    Attempt.objects.filter(id=attempt.id).update(**changed)


STANDINGS = {
    Standing.PREPARING: ({"state": State.CREATED}, "The bank is being told of your payment."),
    Standing.AT_BANK: ({"state": State.REDIRECTED}, "Finish the payment there."),
    Standing.CHECKING: ({"state": State.VERIFYING}, "Do not pay again."),
    Standing.CANCELLED: ({"state": State.RETURNED, "said": "cancelled"}, "You cancelled on the bank's page."),
    Standing.FAILED: ({"state": State.FAILED}, "The bank did not accept the payment."),
    Standing.NOT_STARTED: ({"state": State.FAILED, "said": ""}, "nothing was begun"),
    Standing.GOES_BACK: ({"state": State.REVERSED}, "within 72 hours"),
    Standing.UNKNOWN: ({"state": State.EXPIRED_UNKNOWN}, "nothing was recorded"),
    Standing.REVIEWED: ({"state": State.NEEDS_REVIEW}, "People of the accounts are looking into it."),
}
WAIT = {Standing.PREPARING, Standing.AT_BANK, Standing.CHECKING}
AGAIN = {Standing.CANCELLED, Standing.FAILED, Standing.NOT_STARTED, Standing.GOES_BACK, Standing.UNKNOWN}


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_standing_says_what_happened_and_what_is_next(payer, request, standing):
    """D10: also «عملیات ناموفق» and «معلوم نیست», which the source does not show."""
    without_token = standing in {Standing.PREPARING, Standing.NOT_STARTED}
    attempt = request.getfixturevalue("begun" if without_token else "attempt")
    changed, said = STANDINGS[standing]
    put(attempt, **changed)
    page = page_of(payer, attempt)
    body, words = page.content.decode(), text(page)
    assert payments.standing(Attempt.objects.get(id=attempt.id)) is standing
    assert said in words
    assert f"{attempt.order_no}" in words
    assert bool(re.search(r'<noscript><meta http-equiv="refresh" content="\d"></noscript>', body)) is (standing in WAIT)
    assert ("data-poll=" in body) is (standing in WAIT)
    assert ("Pay again" in words) is (standing in AGAIN)
    assert "Download the receipt" not in words


def test_failed_payment_leads_back_to_the_form_as_it_was(till, payer, attempt):
    put(attempt, state=State.CANCELLED)
    link = re.search(r'href="(/payments/\?[^"]+)">Pay again', page_of(payer, attempt).content.decode())[1]
    body = payer.client.get(link.replace("&amp;", "&")).content.decode()
    assert '<option value="dormitory" selected>' in body
    assert 'name="amount" value="4,500,000"' in body


def test_failed_payment_of_a_due_leads_back_to_it(till, payer):
    due = till.due(STUDENT)
    for amount, what in ((AMOUNT, f"{due.id}"), (1_000_000, f"{due.id}/part")):
        attempt = till.begin(STUDENT, amount, due=due)
        put(attempt, state=State.CANCELLED)
        link = re.search(r'href="(/payments/\?[^"]+)">Pay again', page_of(payer, attempt).content.decode())[1]
        body = payer.client.get(link.replace("&amp;", "&")).content.decode()
        assert re.findall(r'name="what" value="([^"]*)"[^>]*checked', body) == [what]


def test_money_left_because_the_debt_was_settled_is_not_paid_again(till, payer):
    due = till.due(STUDENT)
    attempt = till.begin(STUDENT, AMOUNT, due=due)
    put(attempt, state=State.RETURNED, said="paid", left="due_settled")
    assert "Pay again" in text(page_of(payer, attempt)), "some of it is still owed"
    payments.reduce_due(
        actor=till.university.actor("admin"), due_id=due.id, kind=payments.EntryKind.WAIVED, reason="بخشودگی"
    )
    words = text(page_of(payer, attempt))
    assert "The debt had been settled meanwhile, or less of it was left." in words
    assert "Pay again" not in words


def test_other_peoples_payments_do_not_exist(till, attempt):
    other = Browser(till.university, OTHER)
    for path in ("", "go/", "receipt/"):
        assert other.get(f"/payments/{attempt.id}/{path}").status_code == 404
    assert Browser(till.university).get(f"/payments/{attempt.id}/").headers["Location"].startswith("/login/")
    assert payments.Attempt.objects.get(id=attempt.id).state == State.REDIRECTED


def test_token_sends_to_the_bank(payer, begun):
    """D10: «درگاه پرداخت بانک»."""
    attempt = begun
    assert page_of(payer, attempt).status_code == 200
    payments.bring_on(attempt.id)
    assert page_of(payer, attempt).headers["Location"] == f"/payments/{attempt.id}/go/"
    assert payer.get(f"/payments/{attempt.id}/go/").status_code == 200
    assert Attempt.objects.get(id=attempt.id).state == State.REDIRECTED
    assert "Finish the payment there." in text(page_of(payer, attempt))


def form_of(response):
    body = response.content.decode()
    form = re.search(r'<form class="pk-act-form" method="(\w+)" action="([^"]*)" data-go>(.*?)</form>', body, re.DOTALL)
    return form[1], form[2], dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[3]))


@pytest.mark.parametrize(
    ("gateway", "method", "path", "field"),
    [
        ("demo", "get", "/demo/pay", "token"), ("sep", "post", "/OnlinePG/OnlinePG", "Token"),
        ("mellat", "post", "/pgwchannel/startpay.mellat", "RefId"), ("sadad", "get", "/Purchase", "Token"),
        ("zarinpal", "get", "/pg/StartPay/", None),
    ],
)  # fmt: skip
def test_step_to_each_bank(iums, network, gateway, method, path, field):
    """Facts 4: a referrer, the bank's origin in form-action of this page alone, and nothing of ours sent along."""
    till = Till(iums, network, gateway)
    attempt = till.begin(STUDENT, AMOUNT)
    payer = Browser(iums, STUDENT)
    page = payer.get(f"/payments/{attempt.id}/go/")
    sent, url, fields = form_of(page)
    assert (sent, url.startswith(f"{network.url}{path}")) == (method, True)
    assert "?" not in url
    assert not {"csrfmiddlewaretoken", "page_of"} & set(fields)
    if field:
        assert fields[field] == attempt.token
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert f"form-action 'self' {network.url};" in page.headers["Content-Security-Policy"] + ";"
    elsewhere = payer.get("/payments/")
    assert network.url not in elsewhere.headers["Content-Security-Policy"]
    assert elsewhere.headers["Referrer-Policy"] == "same-origin"


def test_step_to_the_bank_after_the_end_leads_to_the_result(payer, attempt):
    put(attempt, state=State.CANCELLED)
    assert payer.get(f"/payments/{attempt.id}/go/").headers["Location"] == f"/payments/{attempt.id}/"


@pytest.fixture
def paid(till):
    due = till.due(STUDENT)
    return till.pay(STUDENT, AMOUNT, due=due)


def test_receipt_has_the_rows_of_the_source(till, paid):
    """D11: the exact labels, with area, payer and card added."""
    words = text(Browser(till.university, STUDENT, lang="fa").get(f"/payments/{paid.id}/"))
    for label in (
        "عملیات موفق", "مبلغ تراکنش", "تاریخ و ساعت", "شماره پیگیری", "شماره مرجع", "حوزه", "واحد مربوطه",
        "موضوع پرداخت خوابگاه", "پرداخت‌کننده دانشجوی نمونه", "کارت", "دانشگاه", "تلفن: ۰۲۱-۴۷۷۰۱۰۰۰",
        "دانلود رسید", "۴٬۵۰۰٬۰۰۰ ریال", "چهارصد و پنجاه هزار تومان",
    ):  # fmt: skip
        assert label in words, label
    assert "••" in words


def test_receipt_is_the_same_file_every_time_and_says_what_was_said_then(till, paid):
    """D11: «دانلود رسید», from the names of the day."""
    payer = Browser(till.university, STUDENT)
    first = payer.get(f"/payments/{paid.id}/receipt/")
    payments.Subject.objects.filter(id=paid.subject_id).update(title={"fa": "چیز دیگر", "en": "Other"})
    second = payer.get(f"/payments/{paid.id}/receipt/")
    assert first["Content-Type"] == "application/pdf"
    assert f'receipt-{paid.order_no}.pdf' in first["Content-Disposition"]
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content
    assert "Other" not in text(payer.get(f"/payments/{paid.id}/"))


def test_no_receipt_before_the_money_is_there(payer, attempt):
    assert payer.get(f"/payments/{attempt.id}/receipt/").status_code == 404


def test_anybody_checks_a_receipt_without_login(till, paid):
    visitor = Browser(till.university)
    code = payments.code_of(paid)
    page = visitor.get(f"/receipt/{code}/")
    words = text(page)
    assert (page.status_code, "This receipt is genuine." in words) == (200, True)
    assert "4,500,000 rials" in words
    assert paid.payer not in words
    assert paid.payer.split()[0] in words
    assert not any(number in words for number in (STUDENT, paid.card))
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert visitor.get("/receipt/", code=persian).headers["Location"].startswith("/receipt/")
    assert visitor.get(f"/receipt/{persian}/").status_code == 200


def test_unknown_receipts_are_all_answered_alike_and_cost_nothing(till, paid, shiraz, django_assert_num_queries):
    visitor = Browser(till.university)
    order, check = payments.code_of(paid).split("-")
    wrong = f"{order}-{(int(check) + 1) % 10**12:012d}"
    pages = set()
    visitor.get("/receipt/")
    for code in (wrong, f"{int(order) + 1}-{check}", order, "abc", "0", "9" * 60):
        with django_assert_num_queries(0):
            page = visitor.get(f"/receipt/{code}/")
        assert page.status_code == 404
        pages.add(text(page))
    assert len(pages) == 1
    assert Browser(shiraz).get(f"/receipt/{order}-{check}/").status_code == 404


def test_check_and_receipt_say_what_was_given_back(till, paid):
    actor = till.university.actor("accounts")
    asked = payments.ask_refund(actor=actor, attempt_id=paid.id, amount=1_000_000, reason="اشتباه")
    payments.decide_refund(
        actor=till.university.actor("accounts.head"), refund_id=asked.id, approve=True, reference="1234"
    )
    visitor, payer = Browser(till.university), Browser(till.university, STUDENT)
    assert "a part of its money was given back" in text(visitor.get(f"/receipt/{payments.code_of(paid)}/"))
    assert "1,000,000 rials of it was given back" in text(payer.get(f"/payments/{paid.id}/"))
    rest = payments.ask_refund(actor=actor, attempt_id=paid.id, amount=3_500_000, reason="اشتباه")
    payments.decide_refund(
        actor=till.university.actor("accounts.head"), refund_id=rest.id, approve=True, reference="1235"
    )
    assert "all of its money was given back" in text(visitor.get(f"/receipt/{payments.code_of(paid)}/"))
    assert "All of it" in text(payer.get(f"/payments/{paid.id}/"))


def test_attempt_that_was_not_paid_has_no_receipt_to_check(till, attempt):
    assert Browser(till.university).get(f"/receipt/{payments.code_of(attempt)}/").status_code == 404


@override_settings(DEMO=False)
def test_result_page_of_a_debt_in_a_case_leads_back_to_it(till, payer):
    from tests.factories import walks

    request = walks.file(till.university, STUDENT)
    due = till.due(STUDENT)
    payments.Due.objects.filter(id=due.id).update(request_id=request.id)
    attempt = till.pay(STUDENT, AMOUNT, due=due)
    assert f'href="/requests/{request.number}/"' in page_of(payer, attempt).content.decode()
