import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import text

persian_text = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF, exclude_categories=["Cs"]),
        st.sampled_from(" \n\u200c\u200d\u200e\u200f\u202b\u2067\ufeffaZé\u0301\u0654\u0653"),
    )
)


@pytest.mark.parametrize(
    ("typed", "shown", "searched"),
    [
        ("\u064a", "ی", "ی"),
        ("\u0649", "ی", "ی"),
        ("\u0643", "ک", "ک"),
        ("خان\u06c0", "خانه\u0654", "خانه"),
        ("خانه\u0654", "خانه\u0654", "خانه"),
        ("خانه\u0640\u0654", "خانه\u0654", "خانه"),
        ("خان\ufba4 \u06d5\u0654", "خانه\u0654 ه\u0654", "خانه ه"),
        ("خانه\u06e3\u0654", "خانه\u06e3\u0654", "خانه\u06e3"),
        ("رحم\u0629", "رحم\u0629", "رحمه"),
        ("\u0623حمد", "\u0623حمد", "احمد"),
        ("ا\u0654حمد", "\u0623حمد", "احمد"),
        ("\u0625سلام", "\u0625سلام", "اسلام"),
        ("\u0671لله", "\u0671لله", "الله"),
        ("آزاد", "آزاد", "ازاد"),
        ("ا\u0653زاد", "آزاد", "ازاد"),
        ("مس\u0624ول", "مس\u0624ول", "مسوول"),
        ("ر\u0626یس", "ر\u0626یس", "رییس"),
        ("ر\u06cc\u0654یس", "ر\u0626یس", "رییس"),
        ("جزء", "جزء", "جز"),
        ("\ufefb", "لا", "لا"),
        ("\ufee3\ufea4\ufee4\ufeaa", "محمد", "محمد"),
        ("\ufb56\ufb7a\ufb8a\ufb92", "پچژگ", "پچژگ"),
        ("مـحـمـد", "محمد", "محمد"),
        ("مُحَمَّد", "محمد", "محمد"),
        ("رحم\u0670ن", "رحمن", "رحمن"),
        ("\u202bعلی\u202c", "علی", "علی"),
        ("\u200fعلی\u200e\u2066\u2069\u061c\ufeff", "علی", "علی"),
        ("علی\u200cرضا", "علی\u200cرضا", "علیرضا"),
        ("می\u200c\u200cرود\u200c", "می\u200cرود", "میرود"),
        ("اتاق ۱۲", "اتاق ۱۲", "اتاق 12"),
        ("اتاق ١٢", "اتاق ۱۲", "اتاق 12"),
        ("  Ali  REZA ", "Ali  REZA", "ali reza"),
        ("cafe\u0301", "café", "café"),
        ("a\x00b\ud800", "ab", "ab"),
        ("یک\r\nدو", "یک\r\nدو", "یک دو"),
        ("①", "①", "①"),
        ("", "", ""),
    ],
)
def test_x2_text_is_stored_in_one_form_and_searched_in_another(typed: str, shown: str, searched: str) -> None:
    assert (text.clean_display(typed), text.search_key(typed)) == (shown, searched)


@given(persian_text)
def test_cleaning_twice_changes_nothing(value: str) -> None:
    once = text.clean_display(value)
    assert (text.clean_display(once), unicodedata.normalize("NFC", once)) == (once, once)


@given(persian_text)
def test_a_stored_text_is_found_like_the_typed_one(value: str) -> None:
    key = text.search_key(value)
    assert (text.search_key(text.clean_display(value)), text.search_key(key)) == (key, key)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("علی رضا", ["علی", "رضا"]),
        ("علی\u200cرضا", ["علی", "رضا"]),
        ("علیرضا", ["علیرضا"]),
        ("  كريمي،  (۱۲) ", ["کریمی", "12"]),
        ("Ali-Reza_2", ["ali", "reza", "2"]),
        ("ادارهٔ خان\u06c0", ["اداره", "خانه"]),
        ("«» - .", []),
        ("", []),
    ],
)
def test_words_of_a_query(query: str, expected: list[str]) -> None:
    assert text.words(query) == expected


@pytest.mark.parametrize("query", ["علی\u200cرضا", "علی رضا", "علیرضا", "رضا", "عَلي"])
def test_every_spelling_of_a_query_finds_the_half_spaced_name(query: str) -> None:
    key = text.search_key("علی\u200cرضا")
    assert [word in key for word in text.words(query)] == [True] * len(text.words(query))
