import pytest

from pishkhan.kernel import digits, postal_code
from pishkhan.kernel.errors import Invalid


@pytest.mark.parametrize("typed", ["1416753955", "۱۴۱۶۷۵۳۹۵۵", "١٤١٦٧-٥٣٩٥٥", "14167 53955"])
def test_x2_postal_code_is_stored_plain(typed: str) -> None:
    assert postal_code.parse(typed) == "1416753955"


@pytest.mark.parametrize("typed", ["", "141675395", "14167539555", "141675395x"])
def test_postal_code_needs_ten_digits(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^postal_code\.length$"):
        postal_code.parse(typed)


@pytest.mark.parametrize("typed", ["0416753955", *(digit * 10 for digit in digits.LATIN)])
def test_postal_code_that_no_place_has(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^postal_code\.format$"):
        postal_code.parse(typed)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("1416753955", False), ("1216753955", True), ("1111653955", True), ("1416553955", True)],
)
def test_postal_code_outside_the_stricter_pattern_is_only_unusual(code: str, expected: bool) -> None:
    assert (postal_code.parse(code), postal_code.unusual(code)) == (code, expected)
