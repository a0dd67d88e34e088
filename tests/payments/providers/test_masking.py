from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import digits
from pishkhan.payments.providers import masking

CARD = "6037991234567893"
MASKED = "603799******7893"
words = st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs")), max_size=40)


@given(words, st.sampled_from(["", " ", "-", "."]), words, st.sampled_from([str, digits.to_persian]))
def test_no_card_number_in_free_text(before, between, after, written) -> None:
    card = between.join(CARD[at : at + 4] for at in range(0, 16, 4))
    kept = masking.text(f"{before}{written(card)}{after}")
    assert kept == f"{before}{MASKED}{after}"


@pytest.mark.parametrize("text", ["IR062960000000100324200001", "345067800100000001202600000017", "123456789012"])
def test_other_numbers_stay(text: str) -> None:
    assert masking.text(text) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (CARD, MASKED), ("6037-9912-3456-7893", MASKED), ("۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳", MASKED), ("603799******7893", MASKED),
        ("603799xxxxxx7893", "603799xxxxxx7893"), ("6037991234567893123", "603799*********3123"), ("", ""),
        ("6037********7893", "6037********7893"), ("<script>", ""), ("6" * 5000, ""), ("کارت", ""),
    ],
)  # fmt: skip
def test_a_card_as_a_bank_writes_it(given: str, kept: str) -> None:
    assert masking.card(given) == kept


def test_what_was_sent() -> None:
    given = {
        "userPassword": "x", "SignData": "y", "merchant_id": "m", "Amount": 5, "note": f"card {CARD} pass ramz-1234",
        "rows": [{"IBAN": "IR1", "key": "k", "n": int(CARD)}], "deep": {"a": {"b": {"c": {"d": {"e": {"f": "g"}}}}}},
        "CellNumber": "09123456789", "yes": True, "none": None,
    }  # fmt: skip
    kept = masking.mapping(given, ["ramz-1234"])
    assert kept["Amount"] == 5
    assert kept["note"] == f"card {MASKED} pass ***"
    assert kept["rows"] == [{"IBAN": "IR1", "key": "***", "n": MASKED}]
    assert {kept[each] for each in ("userPassword", "SignData", "merchant_id", "CellNumber")} == {"***"}
    assert (kept["yes"], kept["none"]) == (True, None)


def test_no_more_than_some_kilobytes() -> None:
    assert len(json.dumps(masking.mapping({str(n): "x" * 5000 for n in range(500)}))) < 2100
    assert len(masking.heard({"a": ["y" * 5000] * 500})) <= 2000
    assert len(masking.heard("z" * 100_000)) <= 2000


def test_a_card_is_not_cut_in_half() -> None:
    for start in range(1960, 2010):
        kept = masking.heard("a" * start + CARD + "b" * 50)
        assert CARD[:7] not in kept


def test_hashes_of_cards_are_cards() -> None:
    kept = masking.heard({"TransactionDetail": {"HashedPan": "ab12", "RRN": "7"}, "data": {"card_hash": "cd34"}})
    assert "ab12" not in kept
    assert "cd34" not in kept
    assert '"RRN": "7"' in kept


def test_the_longer_secret_goes_first() -> None:
    assert masking.text("abcd-efgh abcd", ["abcd", "abcd-efgh", "ab"]) == "*** ***"


@pytest.mark.parametrize(
    "text",
    [
        '{"HashedPan": "SECRET", "RRN": "7"',
        "<userPassword>SECRET</userPassword>7",
        "card_hash=SECRET&x=7",
        "key: SECRET\n7",
    ],
)
def test_names_in_what_could_not_be_parsed(text: str) -> None:
    kept = masking.heard(text)
    assert "SECRET" not in kept
    assert "7" in kept
