"""The public code on the certificate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.clearance.paper import code
from pishkhan.kernel.errors import Invalid

STORED = "48271690531197"


def refusal(typed: str) -> str:
    with pytest.raises(Invalid) as caught:
        code.parse(typed)
    return caught.value.code


def test_new_codes_differ_and_parse() -> None:
    codes = {code.new_code() for _ in range(500)}
    assert (len(codes), {len(each) for each in codes}) == (500, {14})
    assert all(code.parse(each) == each for each in codes)


def test_show_groups_the_digits() -> None:
    assert code.show(STORED) == "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷"
    assert code.show(STORED, "en") == "48-2716-9053-1197"


@pytest.mark.parametrize(
    "typed",
    [
        "48-2716-9053-1197",
        "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷",
        "٤٨ ٢٧١٦ ٩٠٥٣ ١١٩٧",
        " 48271690531197\n",
        "48–2716—9053_1197",
        "\u202a48\u200c-2716/9053.1197\u202c",
        "کد: ۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷.",
        "۱۱۹۷-۹۰۵۳-۲۷۱۶-۴۸",
    ],
)
def test_parse_takes_any_digits_and_separators(typed: str) -> None:
    assert code.parse(typed) == STORED


@pytest.mark.parametrize("typed", ["", "۴۸", "482716905311", "482716905311970", "x" * 14, "9" * 100_000])
def test_parse_wrong_length(typed: str) -> None:
    assert refusal(typed) == "certificate_code_length"


@given(place=st.integers(0, 13), more=st.integers(1, 9))
def test_parse_finds_one_wrong_digit(place: int, more: int) -> None:
    wrong = str((int(STORED[place]) + more) % 10)
    assert refusal(STORED[:place] + wrong + STORED[place + 1 :]) == "certificate_code_mistyped"


@pytest.mark.parametrize("place", [at for at in range(13) if STORED[at] != STORED[at + 1]])
def test_parse_finds_swapped_neighbours(place: int) -> None:
    swapped = STORED[:place] + STORED[place + 1] + STORED[place] + STORED[place + 2 :]
    assert refusal(swapped) == "certificate_code_mistyped"
