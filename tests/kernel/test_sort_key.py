"""Order of names where the database knows only bytes (collation "C")."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.kernel import text

ALPHABET = list("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")


def in_bytes(values: list[str]) -> list[str]:
    """Shuffled, then sorted as PostgreSQL sorts `COLLATE "C"`: by the bytes of the key."""
    shuffled = random.Random(1405).sample(values, len(values))
    return sorted(shuffled, key=lambda value: text.sort_key(value).encode())


def test_the_32_letters_sort_in_alphabetical_order() -> None:
    assert (len(ALPHABET), in_bytes(ALPHABET)) == (32, ALPHABET)


def test_the_32_letters_sort_inside_words_too() -> None:
    names = [f"م{letter}د" for letter in ALPHABET]
    assert in_bytes(names) == names


def test_plain_code_points_would_sort_wrongly() -> None:
    """The reason for the key: پ چ ژ ک گ lie after ه in Unicode."""
    assert sorted(ALPHABET, key=str.encode) != ALPHABET


def test_names_of_all_kinds_sort_as_in_a_register() -> None:
    register = [
        "",
        "۲ ستاره",
        "3",
        "٤",
        "آذر",
        "آیین",
        "ابر",
        "اسب",
        "باران",
        "پارسا",
        "تهران",
        "چمران",
        "خانه",
        "خانه\u200cدار",
        "خانی",
        "ژاله",
        "علی",
        "علی رضا",
        "علی زاده",
        "علی\u200cرضا",
        "علی\u200cزاده",
        "\u0643ريمي",
        "کریمی الف",
        "گلستان",
        "می\u200cرود",
        "میز",
        "نوری",
        "وحید",
        "هادی",
        "\u064aاس",
        "یونس",
        "Ahmad",
        "bahar",
        "Étude",
        "Zahra",
        "Жук",
    ]
    assert in_bytes(register) == register


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علی\u200cرضا", "علیرضا"),
        ("كريمي", "کریمی"),
        ("ALI", "ali"),
        ("اتاق ۱۲", "اتاق 12"),
        ("اتاق ١٢", "اتاق 12"),
        ("رئیسی", "رییسی"),
        ("\u0623حمد", "احمد"),
        ("رحم\u0629", "رحمه"),
        ("خان\u06c0", "خانه"),
        ("مُحَمَّد", "محمد"),
        ("«بهار»", "بهار"),
        ("علی  ،رضا", "علی رضا"),
        ("ا\u0653ذر", "آذر"),
        ("ﻻله", "لاله"),
        ("Café", "cafe"),
        ("ℌ", "h"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert text.sort_key(one) == text.sort_key(other)


def test_a_shorter_word_comes_before_the_longer_that_begins_with_it() -> None:
    assert in_bytes(["رضا", "رضا ی", "رضاا"]) == ["رضا", "رضا ی", "رضاا"]


def test_a_lone_hamza_follows_alef() -> None:
    assert in_bytes(["جزآ", "جزا", "جزء", "جزب"]) == ["جزآ", "جزا", "جزء", "جزب"]


@given(st.text())
def test_the_key_of_any_text_is_printable_ascii(value: str) -> None:
    key = text.sort_key(value)
    assert (key.isascii(), key == "" or key.isprintable(), key) == (True, True, key.strip())


@given(st.text(st.sampled_from("آابپيیكکگ\u200c \u0640آ۱1٢aA"), max_size=12))
def test_cleaning_does_not_move_a_text(value: str) -> None:
    assert text.sort_key(text.clean_display(value)) == text.sort_key(value)
