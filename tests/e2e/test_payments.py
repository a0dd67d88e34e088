"""S-D in a browser: from the faculty's link to the bank and back, with the receipt in hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import look
from tests.e2e.words import said

LIKE = "40031101"
LOOKS = [("fa", 1280, "light"), ("fa", 360, "light"), ("fa", 1280, "dark"), ("en", 1280, "light"), ("en", 360, "dark")]
ROWS = ("مبلغ تراکنش", "تاریخ و ساعت", "شماره پیگیری", "شماره مرجع", "واحد مربوطه", "موضوع پرداخت", "دانشگاه")
AMOUNT, WORDS = "۴٬۵۰۰٬۰۰۰", "برابر چهارصد و پنجاه هزار تومان"


@pytest.fixture
def payer(visitors):
    """A student who owes nothing, at the front door."""
    someone = visitors.student("uok", LIKE)
    return visitors.page("uok", someone["login"], fresh=True)


def choose(page: Page, unit: str = "امور دانشجویی", subject: str = "خوابگاه") -> None:
    page.get_by_label("حوزه یا مرکز اصلی").select_option(label="دانشکده صنعت و معدن قروه")
    page.get_by_label("واحد زیرمجموعه", exact=True).select_option(label=unit)
    page.get_by_label("موضوع پرداخت وجه").select_option(label=subject)


def ask(page: Page, amount: str = "4500000") -> None:
    """To the question «آیا … اطمینان دارید؟»."""
    page.get_by_label("مبلغ نهایی پرداخت (ریال)").fill(amount)
    page.get_by_role("button", name="پرداخت مبلغ نهایی").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def to_the_bank(page: Page) -> None:
    """… and through «بله، انجام شود» to the bank's own page."""
    page.get_by_role("button", name="بله، انجام شود").click()
    page.wait_for_url(re.compile(r"127\.0\.0\.1|localhost:\d+/(demo|OnlinePG|pg)"))


def at_the_bank(page: Page, deed: str = "پرداخت") -> None:
    page.get_by_role("button", name=deed, exact=True).click()
    page.get_by_role("button", name="بازگشت به پذیرنده").or_(page.get_by_role("heading", level=1)).first.wait_for()
    if page.get_by_role("button", name="بازگشت به پذیرنده").count():
        page.get_by_role("button", name="بازگشت به پذیرنده").click()


def test_d1_d5_d6_d7_d9_from_the_link_to_the_question(visitors, house, payer):
    """D1, D5, D6, D7, D9: the form is the first page; the lists, the amount in words, the question."""
    expect(payer).to_have_url(house.url("uok", "/payments/"))
    expect(payer).to_have_title(re.compile("داشبورد"))
    expect(payer.get_by_role("heading", level=1)).to_have_text("فرم پرداخت")
    payer.goto("/payments/?centre=ghorveh")
    expect(payer.get_by_label("حوزه یا مرکز اصلی")).to_have_value("ghorveh")
    choose(payer)
    payer.get_by_role("button", name="خالی کردن واحد").click()
    expect(payer.get_by_label("واحد زیرمجموعه", exact=True)).to_have_value("")
    expect(payer.get_by_label("موضوع پرداخت وجه")).to_have_value("")
    choose(payer, unit="دانشکده صنعت و معدن قروه", subject="خدمات آموزشی")
    choose(payer)
    expect(payer.get_by_label("موضوع پرداخت وجه").locator("option")).to_have_count(3)
    payer.get_by_label("مبلغ نهایی پرداخت (ریال)").fill("۴۵۰۰۰۰۰")
    expect(payer.get_by_text(WORDS)).to_be_visible()
    ask(payer)
    dialog = payer.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("تأیید تراکنش")
    expect(dialog).to_contain_text(f"آیا از پرداخت مبلغ {AMOUNT} ریال اطمینان دارید؟")
    expect(dialog.get_by_role("link", name="انصراف")).to_be_focused()
    dialog.get_by_role("link", name="انصراف").click()
    expect(dialog).to_be_hidden()
    expect(payer.get_by_label("مبلغ نهایی پرداخت (ریال)")).to_have_value(AMOUNT)
    payer.goto("/payments/history/")
    expect(payer.get_by_role("main")).to_contain_text(said("No payment yet"))


@pytest.mark.parametrize(("unit", "subject"), [
    ("امور دانشجویی", "خوابگاه"), ("امور دانشجویی", "تغذیه"), ("دانشکده صنعت و معدن قروه", "خدمات آموزشی"),
])  # fmt: skip
def test_d10_d11_d12_paid_at_the_bank_with_receipt(payer, tmp_path: Path, unit, subject):
    """D10, D11, D12 at three banks: one that posts back, two that send the browser back by GET or by post."""
    choose(payer, unit, subject)
    ask(payer)
    to_the_bank(payer)
    at_the_bank(payer)
    expect(payer.get_by_role("heading", level=1)).to_have_text("عملیات موفق")
    main = payer.get_by_role("main")
    for label in ROWS:
        expect(main.get_by_text(label, exact=True)).to_be_visible()
    expect(main).to_contain_text(f"{AMOUNT} ریال")
    with payer.expect_download() as download:
        payer.get_by_role("link", name="دانلود رسید").click()
    kept = tmp_path / "receipt.pdf"
    download.value.save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF")
    payer.get_by_role("link", name=re.compile(r"^[۰-۹]+-[۰-۹]{12}$")).click()
    expect(payer.get_by_role("main")).to_contain_text(said("This receipt is genuine."))
    payer.goto("/payments/history/")
    expect(payer.get_by_role("row")).to_have_count(2)
    expect(payer.get_by_role("row").nth(1)).to_contain_text(subject)


def test_d10_given_up_at_the_bank_leads_back_to_the_form(payer):
    """D10: «عملیات ناموفق», and the form as it was."""
    choose(payer, "دانشکده صنعت و معدن قروه", "خدمات آموزشی")
    ask(payer)
    to_the_bank(payer)
    at_the_bank(payer, "انصراف")
    expect(payer.get_by_role("heading", level=1)).to_have_text("عملیات ناموفق")
    payer.get_by_role("link", name=said("Pay again")).click()
    expect(payer.get_by_label("موضوع پرداخت وجه")).to_have_value("services")
    expect(payer.get_by_label("مبلغ نهایی پرداخت (ریال)")).to_have_value(AMOUNT)


def test_d8_own_debt_in_part_then_whole(visitors, house):
    """D8: one's own debt, a part of it, and the rest; without scripts too."""
    someone = visitors.student("uok", LIKE)
    due = house.registrar.ask(
        "owe", university="uok", login=someone["login"], subject="services", amount=6_300_000, reason="شهریهٔ نمونه"
    )
    page = visitors.page("uok", someone["login"], fresh=True)
    expect(page.get_by_label("مبلغ نهایی پرداخت (ریال)")).to_have_value("۶٬۳۰۰٬۰۰۰")
    page.get_by_label(said("A part of this debt")).check()
    ask(page, "1000000")
    to_the_bank(page)
    at_the_bank(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("عملیات موفق")
    page.goto("/payments/")
    expect(page.get_by_role("main")).to_contain_text("۵٬۳۰۰٬۰۰۰")
    plain = visitors.page("uok", someone["login"], fresh=True, java_script_enabled=False)
    plain.goto(f"/payments/?due={due}")
    plain.get_by_role("button", name="پرداخت مبلغ نهایی").click()
    expect(plain.get_by_role("heading", level=2)).to_have_text("تأیید تراکنش")
    plain.get_by_role("button", name="بله، انجام شود").click()
    expect(plain.get_by_role("button", name="رفتن به درگاه بانک")).to_be_visible()
    plain.get_by_role("button", name="رفتن به درگاه بانک").click()
    at_the_bank(plain)
    expect(plain.get_by_role("heading", level=1)).to_have_text("عملیات موفق")
    plain.goto("/payments/")
    expect(plain.get_by_role("main")).not_to_contain_text("شهریهٔ نمونه")


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_d5_d9_d11_d12_looks(visitors, house, language, width, theme):
    """Form, question, result, receipt, history and check, examined in every appearance."""
    someone = visitors.student("uok", LIKE)
    house.registrar.ask(
        "owe", university="uok", login=someone["login"], subject="dormitory", amount=4_500_000,
        reason="اجاره‌بهای خوابگاه، نیم‌سال دوم ۱۴۰۴",
    )  # fmt: skip
    page = visitors.page("uok", someone["login"], fresh=True, language=language, width=width, theme=theme)
    name = f"{language}-{width}-{theme}"
    look(page, f"pay-{name}")
    page.locator("input[name=what][value=other]").check()
    look(page, f"pay-other-{name}")
    page.goto("/payments/")
    page.get_by_role("button", name=said("Pay the final amount", language)).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look(page, f"pay-confirm-{name}")
    page.get_by_role("button", name=said("Yes, do it", language)).click()
    page.wait_for_url(re.compile(r"127\.0\.0\.1"))
    at_the_bank(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(said("The transaction succeeded", language))
    look(page, f"receipt-{name}")
    page.goto("/payments/?what=other&centre=ghorveh&unit=ghorveh&subject=services&amount=100000")
    page.get_by_role("button", name=said("Pay the final amount", language)).click()
    page.get_by_role("button", name=said("Yes, do it", language)).click()
    page.wait_for_url(re.compile(r"127\.0\.0\.1"))
    at_the_bank(page, "انصراف")
    expect(page.get_by_role("heading", level=1)).to_have_text(said("The transaction failed", language))
    look(page, f"failed-{name}")
    page.goto("/payments/history/")
    look(page, f"history-{name}")
    page.goto("/payments/?due=00000000-0000-7000-8000-000000000000")
    look(page, f"pay-strange-{name}")
