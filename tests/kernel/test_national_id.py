import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits, national_id
from pishkhan.kernel.errors import Invalid

VALID = [
    "0499370899", "0790419904", "0084575948", "0963695398", "0684159414", "0067749828", "0650451252",
    "4032152314", "0076229645", "0012345679", "1000000001",
]  # fmt: skip


@pytest.mark.parametrize("number", VALID)
def test_national_id_with_right_check_digit(number: str) -> None:
    assert national_id.parse(number) == number


@pytest.mark.parametrize("number", ["1234567890", "0000000018", "9842174516"])
def test_national_id_with_wrong_check_digit(number: str) -> None:
    with pytest.raises(Invalid, match=r"^national_id\.checksum$"):
        national_id.parse(number)


@pytest.mark.parametrize("digit", digits.LATIN)
def test_national_id_of_one_digit_repeated(digit: str) -> None:
    with pytest.raises(Invalid, match=r"^national_id\.checksum$"):
        national_id.parse(digit * 10)


@pytest.mark.parametrize("typed", ["۰۴۹۹۳۷۰۸۹۹", "٠٤٩٩٣٧٠٨٩٩", "049-937089-9", " ۰۴۹ ۹۳۷ ۰۸۹۹\u200f"])
def test_x2_national_id_in_any_digits(typed: str) -> None:
    assert national_id.parse(typed) == "0499370899"


def test_national_id_checksum_is_not_identity() -> None:
    assert national_id.parse("0123456789") == "0123456789"


@pytest.mark.parametrize("typed", ["", "84575948", "499370899", "04993708990", "049937089x", "049937089²"])
def test_national_id_at_a_form_needs_ten_digits(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^national_id\.length$") as refused:
        national_id.parse(typed)
    assert refused.value.params == {"length": 10}


@pytest.mark.parametrize(
    ("cell", "number", "padded"),
    [
        ("84575948", "0084575948", True),
        ("499370899", "0499370899", True),
        ("۴۹۹۳۷۰۸۹۹", "0499370899", True),
        ("123456789", "0123456789", True),
        ("0499370899", "0499370899", False),
        ("4032152314", "4032152314", False),
    ],
)
def test_imported_national_id_gets_lost_zeros_back_and_says_so(cell: str, number: str, padded: bool) -> None:
    assert national_id.parse_imported(cell) == (number, padded)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("4575948", "national_id.length"),
        ("04993708990", "national_id.length"),
        ("4993708x9", "national_id.length"),
        ("", "national_id.length"),
        ("84575949", "national_id.checksum"),
        ("00000000", "national_id.checksum"),
    ],
)
def test_imported_national_id_is_still_checked(cell: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        national_id.parse_imported(cell)
    assert refused.value.code == code


@given(st.sampled_from(VALID), st.integers(0, 9), st.integers(1, 9))
def test_national_id_with_one_digit_mistyped_is_refused_or_ambiguous(
    number: str, place: int, by: int
) -> None:
    """A remainder of 0 or 1 and of 11 or 10 share check digits, so only the weighted sum tells."""
    mistyped = f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}"
    rest = sum(int(digit) * (10 - at) for at, digit in enumerate(mistyped[:9])) % 11
    expected = int(mistyped[9]) == (rest if rest < 2 else 11 - rest)
    try:
        accepted = national_id.parse(mistyped) == mistyped
    except Invalid:
        accepted = False
    assert accepted is expected
