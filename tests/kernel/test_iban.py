import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits, iban
from pishkhan.kernel.errors import Invalid

VALID = [
    "IR240150000001177301920207",
    "IR062960000000100324200001",
    "IR580540105180021273113007",
    "IR820540102680020817909002",
]
bbans = st.from_regex(r"[0-9]{22}", fullmatch=True)


@pytest.mark.parametrize("number", VALID)
def test_sheba_with_right_check_digits(number: str) -> None:
    assert iban.parse(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "240150000001177301920207", "ir240150000001177301920207", "IR24 0150 0000 0117 7301 9202 07",
        "IR۲۴۰۱۵۰۰۰۰۰۰۱۱۷۷۳۰۱۹۲۰۲۰۷", "٢٤٠١٥٠٠٠٠٠٠١١٧٧٣٠١٩٢٠٢٠٧", "\u200eIR-24-0150000001177301920207",
    ],
)  # fmt: skip
def test_x2_sheba_as_people_type_it(typed: str) -> None:
    assert iban.parse(typed) == "IR240150000001177301920207"


def test_sheba_with_wrong_check_digits() -> None:
    with pytest.raises(Invalid, match=r"^iban\.checksum$"):
        iban.parse("IR820540102680020817909003")


@pytest.mark.parametrize(
    "typed", ["", "IR", "IR24015000000117730192020", "IR2401500000011773019202071", "DE89370400440532013000"]
)
def test_sheba_needs_twenty_four_digits(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^iban\.length$") as refused:
        iban.parse(typed)
    assert refused.value.params == {"length": 24}


@pytest.mark.parametrize(
    ("bban", "number"),
    [
        ("0170000000000000000001", "IR760170000000000000000001"),
        ("0100004001000000000000", "IR160100004001000000000000"),
        *((number[4:], number) for number in VALID),
    ],
)
def test_sheba_is_generated_from_its_account(bban: str, number: str) -> None:
    assert iban.generate(bban) == number


@pytest.mark.parametrize("bban", ["", "017000000000000000000", "01700000000000000000011", "۰" * 22])
def test_sheba_is_generated_from_twenty_two_digits_only(bban: str) -> None:
    with pytest.raises(Invalid, match=r"^iban\.length$"):
        iban.generate(bban)


@given(bbans)
def test_generated_sheba_is_valid_by_the_standard(bban: str) -> None:
    number = iban.generate(bban)
    assert (iban.parse(digits.to_persian(number)), int(f"{bban}1827{number[2:4]}") % 97) == (number, 1)


@given(bbans, st.integers(4, 25), st.integers(1, 9))
def test_sheba_with_one_digit_mistyped(bban: str, place: int, by: int) -> None:
    number = iban.generate(bban)
    with pytest.raises(Invalid, match=r"^iban\.checksum$"):
        iban.parse(f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}")


def test_sheba_check_digits_above_98_are_refused() -> None:
    """97 + 2 leaves the same remainder as 02, but 99 is never issued."""
    bban = next(f"{n:022d}" for n in range(1000) if iban.generate(f"{n:022d}").startswith("IR02"))
    with pytest.raises(Invalid, match=r"^iban\.checksum$"):
        iban.parse(f"IR99{bban}")


def test_bank_of_a_sheba() -> None:
    assert [iban.bank(number) for number in VALID] == ["015", "296", "054", "054"]
    assert iban.bank("IR160100004001000000000000") == iban.CENTRAL_BANK == "010"


def test_sheba_is_shown_in_groups_of_four() -> None:
    assert iban.show("IR240150000001177301920207") == "IR24 0150 0000 0117 7301 9202 07"
