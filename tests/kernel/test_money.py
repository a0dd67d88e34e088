import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import money
from pishkhan.kernel.errors import Invalid

amounts = st.integers(0, money.MAXIMUM)


@pytest.mark.parametrize(
    "typed",
    [
        "4500000", "4,500,000", "۴٬۵۰۰٬۰۰۰", "۴،۵۰۰،۰۰۰", "٤٬٥٠٠٬٠٠٠", "۴ ۵۰۰ ۰۰۰", "4\u00a0500\u00a0000",
        " \u200f۴۵۰۰۰۰۰\u200e ", "000000000004500000", "۴,500٬٠٠٠",
    ],
)  # fmt: skip
def test_x2_amount_as_people_type_it(typed: str) -> None:
    assert money.parse_rials(typed) == 4_500_000


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-5", "+5", "4.5", "4,50", "45,00,000", ",500", "500,", "4,,500", "چهار", "1²", "۴۵۰۰ تومان"],
)
def test_amount_that_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^money\.format$"):
        money.parse_rials(typed)


def test_amount_at_its_limits() -> None:
    assert [
        money.parse_rials("0"),
        money.parse_rials("999999999999999"),
        money.parse_rials("1000", minimum=1000, maximum=1000),
    ] == [0, 999_999_999_999_999, 1000]


@pytest.mark.parametrize("typed", ["1000000000000000", "9" * 5000])
def test_amount_above_the_largest(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^money\.too_large$") as refused:
        money.parse_rials(typed)
    assert refused.value.params == {"maximum": 999_999_999_999_999}


def test_amount_above_a_limit_of_its_own() -> None:
    with pytest.raises(Invalid, match=r"^money\.too_large$") as refused:
        money.parse_rials("۲٬۰۰۱", maximum=2000)
    assert refused.value.params == {"maximum": 2000}


def test_amount_below_a_limit_of_its_own() -> None:
    with pytest.raises(Invalid, match=r"^money\.too_small$") as refused:
        money.parse_rials("999", minimum=1000)
    assert refused.value.params == {"minimum": 1000}


@pytest.mark.parametrize(
    ("amount", "fa", "en"),
    [
        (0, "۰", "0"),
        (999, "۹۹۹", "999"),
        (1_000, "۱\u066c۰۰۰", "1,000"),
        (4_500_000, "۴\u066c۵۰۰\u066c۰۰۰", "4,500,000"),
        (-4_500, "\u2212۴\u066c۵۰۰", "\u22124,500"),
    ],
)
def test_amount_is_grouped_in_the_way_of_its_language(amount: int, fa: str, en: str) -> None:
    assert (money.group(amount, "fa"), money.group(amount, "en")) == (fa, en)


@given(amounts, st.sampled_from(["fa", "en"]))
def test_amount_there_and_back(amount: int, lang: str) -> None:
    assert money.parse_rials(money.group(amount, lang)) == amount


@pytest.mark.parametrize(
    ("amount", "fa", "en"),
    [
        (0, "صفر تومان", "zero toman"),
        (1, "یک ریال", "one rial"),
        (5, "پنج ریال", "five rials"),
        (10, "یک تومان", "one toman"),
        (10_000, "هزار تومان", "one thousand toman"),
        (4_500_000, "چهارصد و پنجاه هزار تومان", "four hundred fifty thousand toman"),
        (1_234_567, "صد و بیست و سه هزار و چهارصد و پنجاه و شش تومان و هفت ریال",
         "one hundred twenty-three thousand four hundred fifty-six toman and seven rials"),
    ],
)  # fmt: skip
def test_rials_are_said_in_toman(amount: int, fa: str, en: str) -> None:
    assert (money.toman_in_words(amount, "fa"), money.toman_in_words(amount, "en")) == (fa, en)


def test_the_largest_amount_has_words() -> None:
    assert money.toman_in_words(money.MAXIMUM, "fa").startswith("نود و نه تریلیون و نهصد و نود و نه میلیارد")


def test_a_negative_amount_has_no_words() -> None:
    with pytest.raises(ValueError, match="no words"):
        money.toman_in_words(-10, "fa")
