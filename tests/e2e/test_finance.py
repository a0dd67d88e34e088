"""A day of the accounts: the report, half a refund with a second person, the bank's file, the balance."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.looks import look

pytestmark = pytest.mark.browser


@pytest.fixture
def paid(house):
    """Somebody has paid for meals at the bank of the Saman terminal."""
    return house.registrar.ask("paid", amount=1_800_000, subject="nutrition")


def test_accountant_refunds_half_with_a_second_person_and_reconciles(house, visitors, paid, tmp_path):
    page = visitors.page("iums", "accounts")
    page.goto("/enter/")
    expect(page).to_have_url(house.url("iums", "/finance/"))
    page.get_by_role("link", name="گزارش‌ها", exact=True).first.click()
    page.get_by_role("link", name="امروز").click()
    expect(page.locator("svg.pk-chart rect").first).to_be_visible()
    net = page.locator("tfoot td.st").inner_text()
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV برای حسابداری").click()
    assert str(paid["order_no"]) in got.value.path().read_text(encoding="utf-8-sig")

    page.goto(f"/finance/payments/?q={paid['order_no']}")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.locator("summary", has_text="درخواست برگشت وجه").click()
    page.get_by_label("مبلغ (ریال)").fill("۹۰۰٬۰۰۰")
    page.get_by_label("دلیل").last.fill("نیمی از دوره برگزار نشد")
    page.get_by_role("button", name="درخواست برگشت وجه").click()
    expect(page.get_by_role("status")).to_contain_text("همکاری دربارهٔ آن تصمیم می‌گیرد")
    page.get_by_role("row").filter(has_text="نیمی از دوره").get_by_role("link").click()
    expect(page.get_by_text("این برگشت وجه را شما درخواست کرده‌اید")).to_be_visible()
    look(page, "finance-refund-own")

    head = visitors.page("iums", "accounts.head")
    head.goto(page.url)
    head.get_by_label("شمارهٔ حواله").fill("۱۴۰۵-۷۷")
    head.get_by_role("button", name="تایید برگشت وجه").click()
    expect(head.get_by_role("status")).to_contain_text("برگشت وجه تایید شد")

    page.goto("/finance/reports/")
    page.get_by_role("link", name="امروز").click()
    expect(page.locator("tfoot td.st")).not_to_have_text(net)

    report = tmp_path / "report.csv"
    with httpx.Client(base_url=house.banks, trust_env=False, timeout=20) as http:
        report.write_bytes(http.get("/control/report", params={"bank": "sep"}).content)
    page.goto("/finance/bank/")
    page.get_by_label("پایانه").select_option(label=paid["terminal"])
    page.get_by_label("فایل CSV یا XLSX").set_input_files(report)
    page.get_by_role("button", name="سنجیدن").click()
    expect(page.get_by_text("می‌خواند", exact=True)).to_be_visible()
    look(page, "finance-bank-report")

    page.get_by_role("link", name="تراز", exact=True).first.click()
    expect(page.get_by_text("همه چیز می‌خواند.")).to_be_visible()
    look(page, "finance-balance")


@pytest.mark.parametrize("login", ["edu.lead", "981020304"])
def test_the_room_does_not_exist_for_others(house, visitors, login):
    page = visitors.page("iums", login)
    answer = page.goto("/finance/payments/")
    assert answer is not None
    assert answer.status == 404
