import pytest

from pishkhan.kernel import foreigner_code
from pishkhan.kernel.errors import Invalid


@pytest.mark.parametrize("typed", ["112345678901", "۱۱۲۳۴۵۶۷۸۹۰۱", "١١٢٣ ٤٥٦٧ ٨٩٠١"])
def test_x2_foreigner_code_of_twelve_digits(typed: str) -> None:
    assert foreigner_code.parse(typed) == "112345678901"


@pytest.mark.parametrize("typed", ["", "0499370899", "1123456789012", "11234567890a", "1" * 12])
def test_foreigner_code_of_another_shape(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^foreigner_code\.length$"):
        foreigner_code.parse(typed)


def test_foreigner_code_of_an_older_length_where_the_institution_allows_it() -> None:
    assert foreigner_code.parse("1234567890", lengths=(10, 12)) == "1234567890"


@pytest.mark.parametrize(("typed", "number"), [("p 1234567", "P1234567"), ("AB۱۲۳۴۵۶", "AB123456")])
def test_passport_is_stored_in_capitals(typed: str, number: str) -> None:
    assert foreigner_code.parse_passport(typed) == number


@pytest.mark.parametrize("typed", ["", "1234", "ABCDEFG", "پ1234567", "A" * 15 + "1"])
def test_passport_of_another_shape(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^passport\.format$"):
        foreigner_code.parse_passport(typed)
