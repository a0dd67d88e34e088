"""«سوابق پرداخت» (D12)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from pishkhan.payments import api as payments
from pishkhan.payments.models import Attempt
from tests.web.student.conftest import OTHER, STUDENT, Browser, text

PAGE = "/payments/history/"
HEADS = ["ردیف", "واحد مربوطه", "موضوع پرداخت", "مبلغ", "تاریخ و ساعت", "شماره پیگیری", "شماره مرجع", "رسید"]


@pytest.fixture
def payer(till):
    return Browser(till.university, STUDENT)


@pytest.fixture
def three(till):
    """Three payments, of which the second was given up."""
    first = till.pay(STUDENT, 300_000)
    second = till.begin(STUDENT, 100_000, subject="nutrition")
    till.back(second, till.at_bank(second, "cancel"))
    third = till.pay(STUDENT, 200_000, subject="card")
    till.pay(OTHER, 777_000)
    return [first, second, third]


def amounts(page):
    body = page.content.decode()
    return re.findall(r'pk-money"><bdi class="num" dir="ltr">([\d,]+)<', body[body.index("<tbody") :])


def test_whole_own_history_with_the_columns_of_the_source(till, three):
    """D12"""
    page = Browser(till.university, STUDENT, lang="fa").get(PAGE)
    body, words = page.content.decode(), text(page)
    heads = [re.sub(r"<[^>]+>|[↑↓]", "", head).strip() for head in re.findall(r"<th [^>]*>(.*?)</th>", body, re.DOTALL)]
    assert heads == HEADS
    assert "تعداد نتیجه" in words
    assert re.findall(r'<option value="(\d+)"', body) == ["10", "25", "50", "100"]
    assert "جستجو" in words
    assert "۳ پرداخت در همه" in words
    assert "۷۷۷" not in words


def test_all_columns_but_the_receipt_are_sorted_both_ways(payer, three):
    """D12"""
    body = payer.get(PAGE).content.decode()
    assert len(re.findall(r'<th scope="col"[^>]*><a href="\?[^"]*sort=', body)) == 7
    assert amounts(payer.get(PAGE, sort="amount")) == ["100,000", "200,000", "300,000"]
    assert amounts(payer.get(PAGE, sort="-amount")) == ["300,000", "200,000", "100,000"]
    assert amounts(payer.get(PAGE, sort="tracking")) == ["300,000", "100,000", "200,000"]
    for sort in ("row", "unit", "subject", "at", "reference", "-reference", "nonsense", "'; drop"):
        assert len(amounts(payer.get(PAGE, sort=sort))) == 3
    assert 'aria-sort="ascending"' in payer.get(PAGE, sort="unit").content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("۳۰۰٬۰۰۰", ["300,000"]), ("تغذيه", ["100,000"]), ("کارت المثنی", ["200,000"]), ("ناموجود", []),
        ("%", []), ("_", []), ("'", []), ("9" * 60, []),
    ],
)  # fmt: skip
def test_search_in_names_and_numbers(payer, three, typed, found):
    """D12: «جستجو», with Arabic letters and Persian digits too."""
    assert amounts(payer.get(PAGE, q=typed)) == found if found else "No payment has" in text(payer.get(PAGE, q=typed))


def test_search_by_tracking_and_reference_number(payer, three):
    first = Attempt.objects.get(id=three[0].id)
    persian = str(first.order_no).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert amounts(payer.get(PAGE, q=persian)) == ["300,000"]
    assert amounts(payer.get(PAGE, q=first.rrn)) == ["300,000"]


def test_pages_and_their_length(payer, three):
    """D12: 10, 25, 50, 100 and the total."""
    one = Attempt.objects.get(id=three[1].id)
    copied = ("institution_id", "terminal", "gateway", "subject", "person", "payer", "shown", "state")
    for number in range(10):
        fields = {name: getattr(one, name) for name in copied}
        Attempt.objects.create(
            **fields, amount=1000, token=f"t{number}", order_no=10**9 + number, key=f"k{number}", word=f"w{number}"
        )
    assert (len(amounts(payer.get(PAGE))), len(amounts(payer.get(PAGE, page="2")))) == (10, 3)
    assert len(amounts(payer.get(PAGE, size="۲۵"))) == 13
    assert "13 payments in all" in text(payer.get(PAGE))
    for strange in ("0", "999", "x", "-1"):
        assert payer.get(PAGE, page=strange, size=strange).status_code == 200


def test_receipt_can_be_had_again_any_time_and_the_rest_says_how_it_stands(payer, three):
    """D12"""
    body = payer.get(PAGE).content.decode()
    assert body.count('/receipt/"') == 2
    assert "Cancelled" in body
    assert payer.get(f"/payments/{three[0].id}/receipt/").status_code == 200


def test_export_holds_the_same_and_no_cell_starts_a_formula(payer, three):
    """D12, and `=`, `+`, `-`, `@` at the start of a cell."""
    for number, name in enumerate(["=HYPERLINK(1)", "+1", "-1", "@x"]):
        Attempt.objects.filter(id=three[number % 3].id).update(
            shown={"office": {"fa": name, "en": name}, "subject": {"en": "\t=1+1"}}
        )
        told = payer.get(f"{PAGE}export/", format="csv")
        rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
        assert len(rows) == 4
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
        sheet = load_workbook(io.BytesIO(payer.get(f"{PAGE}export/", format="xlsx").content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        assert all(not str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)
    assert rows[0][3] == "Amount"
    assert sorted(row[3] for row in rows[1:]) == ["100000", "200000", "300000"]


def test_export_keeps_the_filter(payer, three):
    told = payer.get(f"{PAGE}export/", format="csv", q="300000").content.decode("utf-8-sig")
    assert len(told.strip().splitlines()) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_history_asks_the_same_however_long(till, payer, count, django_assert_num_queries):
    """Session with person, count, rows."""
    for _ in range(count):
        till.begin(STUDENT, 100_000)
    payer.get(PAGE)
    with django_assert_num_queries(3):
        assert len(amounts(payer.get(PAGE))) == count


def test_empty_history_says_how_to_begin(payer):
    assert "No payment yet" in text(payer.get(PAGE))
    assert payments.my_payments(payer.university.actor(STUDENT)).count() == 0
