import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits, phone
from pishkhan.kernel.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "09121234567", "9121234567", "+989121234567", "00989121234567", "989121234567", "+98 0912 123 4567",
        "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "0912-123-4567", "(0912) 123.4567", "\u200e+98 912 123 4567\u200c",
    ],
)  # fmt: skip
def test_x2_mobile_is_stored_with_country_code(typed: str) -> None:
    assert phone.parse_mobile(typed) == "+989121234567"


@pytest.mark.parametrize("typed", ["09001234567", "09991234567", "09811234567", "9812345678"])
def test_mobile_of_any_operator(typed: str) -> None:
    assert phone.parse_mobile(typed) == f"+98{typed.removeprefix('0')}"


@pytest.mark.parametrize(
    "typed",
    ["", "0912123456", "091212345678", "02188776655", "+979121234567", "0912123456x", "+98", "00912123456"],
)
def test_mobile_of_another_shape(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^mobile\.format$"):
        phone.parse_mobile(typed)


def test_mobile_is_shown_as_people_write_it() -> None:
    assert phone.show_mobile("+989121234567") == "09121234567"


def test_masked_mobile_keeps_prefix_and_last_four() -> None:
    assert phone.mask_mobile("+989121234567") == "0912***4567"


@given(st.from_regex(r"09[0-9]{9}", fullmatch=True))
def test_mobile_there_and_back(shown: str) -> None:
    assert phone.show_mobile(phone.parse_mobile(digits.to_persian(shown))) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "02188776655",
        "021-88776655",
        "(۰۲۱) ۸۸۷۷۶۶۵۵",
        "+98 21 8877 6655",
        "00982188776655",
        "+980218877 6655",
    ],
)
def test_x2_landline_is_stored_with_country_code(typed: str) -> None:
    assert phone.parse_landline(typed) == "+982188776655"


def test_landline_with_a_longer_area_code() -> None:
    assert phone.parse_landline("0711 2345678") == "+987112345678"


@pytest.mark.parametrize("typed", ["88776655", "۳۶۱۳۴۰۰۰", "2345"])
def test_landline_without_area_code(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^landline\.area$"):
        phone.parse_landline(typed)


@pytest.mark.parametrize("typed", ["09121234567", "+989121234567"])
def test_landline_is_not_a_mobile(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^landline\.mobile$"):
        phone.parse_landline(typed)


@pytest.mark.parametrize(
    "typed", ["", "0218877665", "021887766555", "00188776655", "02188776655x", "2188776655"]
)
def test_landline_of_another_shape(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^landline\.format$"):
        phone.parse_landline(typed)


@given(st.from_regex(r"0[1-8][0-9]{9}", fullmatch=True))
def test_landline_there_and_back(shown: str) -> None:
    assert phone.show_landline(phone.parse_landline(shown)) == shown
