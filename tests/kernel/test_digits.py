import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits


@pytest.mark.parametrize("typed", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_x2_every_digit_set_becomes_latin(typed: str) -> None:
    assert digits.to_latin(typed) == "0123456789"


@pytest.mark.parametrize("typed", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_x2_every_digit_set_becomes_persian(typed: str) -> None:
    assert digits.to_persian(typed) == "۰۱۲۳۴۵۶۷۸۹"


def test_text_around_digits_is_left_alone() -> None:
    assert digits.to_latin("اتاق ۱۲، Room ٣") == "اتاق 12، Room 3"


@given(st.from_regex(r"[0-9]*", fullmatch=True))
def test_digits_there_and_back(number: str) -> None:
    assert digits.to_latin(digits.to_persian(number)) == number


@pytest.mark.parametrize(
    "typed", ["0912 123-4567", "\u200f۰۹۱۲\u00a0۱۲۳–۴۵۶۷\u200e", "0912ـ123\u200c4567", " \t09121234567\n"]
)
def test_bare_code_loses_what_people_put_between_digits(typed: str) -> None:
    assert digits.bare(typed) == "09121234567"


@pytest.mark.parametrize(("text", "expected"), [("012", True), ("", False), ("1²", False), ("۱", False)])
def test_only_digits_means_ascii_digits(text: str, expected: bool) -> None:
    assert digits.only_digits(text) is expected
