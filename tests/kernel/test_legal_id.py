import pytest

from pishkhan.kernel import digits, legal_id
from pishkhan.kernel.errors import Invalid


@pytest.mark.parametrize("number", ["10380284790", "10100302746"])
def test_legal_id_with_right_check_digit(number: str) -> None:
    assert legal_id.parse(number) == number


def test_legal_id_whose_remainder_is_ten_ends_in_zero() -> None:
    assert legal_id.parse("10100302770") == "10100302770"


@pytest.mark.parametrize("number", ["10380285692", "14003254887"])
def test_legal_id_with_wrong_check_digit(number: str) -> None:
    with pytest.raises(Invalid, match=r"^legal_id\.checksum$"):
        legal_id.parse(number)


@pytest.mark.parametrize("digit", digits.LATIN)
def test_legal_id_of_one_digit_repeated(digit: str) -> None:
    with pytest.raises(Invalid, match=r"^legal_id\.checksum$"):
        legal_id.parse(digit * 11)


@pytest.mark.parametrize("typed", ["", "1038028479", "103802847901", "1038028479x"])
def test_legal_id_needs_eleven_digits(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^legal_id\.length$"):
        legal_id.parse(typed)


def test_x2_legal_id_in_persian_digits() -> None:
    assert legal_id.parse("۱۰۳۸۰ ۲۸۴۷۹۰") == "10380284790"
