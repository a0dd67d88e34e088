"""The closing letter as a sheet."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.clearance.paper.render import LetterData, render_letter
from tests.clearance.paper.reading import pages, qr_text
from tests.clearance.paper.sample import AT, LETTERHEAD, URL


def letter(**changes: Any) -> LetterData:
    values: dict[str, Any] = {
        "letterhead": LETTERHEAD, "number": "۱۴۰۵-۰۰۱۲۳۴", "issued_on": "۱۴۰۵/۰۹/۰۲", "case_number": "۱۴۰۵-۰۱۲۸۴۷",
        "title": "نامهٔ نمونه", "addressee": "به: بانک نمونه", "body": ("با سلام و احترام،", "متن نمونه."),
        "holder": "دانشجوی نمونه", "signer": "مدیر نمونه", "signed_at": "۱۴۰۵/۰۹/۰۲، ۱۳:۲۶",
        "code": "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷", "check_url": URL, "check_place": "iums.localhost/check",
    }  # fmt: skip
    return LetterData(**values | changes)


def test_code_of_the_paper_leads_to_the_check_page(fonts):
    pdf = render_letter(letter(), fonts=fonts, at=AT)
    assert (len(pages(pdf)), qr_text(pdf)) == (1, URL)


@pytest.mark.parametrize("words", ['#panic("x")', "*bold* _under_", "$x$ @ref <label>", "{full_name}", "\\ // /* */"])
def test_answers_are_printed_as_they_are_typed(fonts, words):
    [said] = pages(render_letter(letter(body=("a " + words,)), fonts=fonts, at=AT))
    mirrored = set("(){}<>")  # a bracket turned round is drawn with the glyph of the other one
    assert set(words) - set(said) - mirrored == set()


def test_twelve_long_paragraphs_go_on_a_second_page_with_the_holder_on_top(fonts):
    pdf = render_letter(letter(body=("متن بلند نمونه " * 70,) * 12), fonts=fonts, at=AT)
    _first, *later = pages(pdf)
    assert len(later) >= 1
    assert all("دانشجوی نمونه" in page for page in later)
