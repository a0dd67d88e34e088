import pytest

from pishkhan.kernel import card, digits
from pishkhan.kernel.errors import Invalid


@pytest.mark.parametrize("number", ["6037701689095443", "6219861034529007", "5022291070873466"])
def test_card_passing_luhn(number: str) -> None:
    assert card.parse(number) == number


def test_card_failing_luhn() -> None:
    with pytest.raises(Invalid, match=r"^card\.checksum$"):
        card.parse("6219861034529008")


@pytest.mark.parametrize("digit", digits.LATIN)
def test_card_of_one_digit_repeated(digit: str) -> None:
    with pytest.raises(Invalid, match=r"^card\.checksum$"):
        card.parse(digit * 16)


@pytest.mark.parametrize("typed", ["", "603770168909544", "60377016890954430", "603770******5443"])
def test_card_needs_sixteen_digits(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^card\.length$"):
        card.parse(typed)


@pytest.mark.parametrize("typed", ["۶۰۳۷۷۰۱۶۸۹۰۹۵۴۴۳", "6037-7016-8909-5443", "٦٠٣٧ ٧٠١٦ ٨٩٠٩ ٥٤٤٣"])
def test_x2_card_as_people_type_it(typed: str) -> None:
    assert card.parse(typed) == "6037701689095443"


def test_masked_card_keeps_six_and_four() -> None:
    assert card.mask("6037701689095443") == "603770******5443"
