"""Words of texts and of queries; what is typed is never an operator."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pishkhan.servicedesk.domain import lexemes


@pytest.mark.parametrize("typed", ["کتابخانه", "کتاب‌خانه", "كتاب‌خانه"])
@pytest.mark.parametrize("text", ["کتابخانه مرکزی", "کتاب‌خانهٔ مرکزی"])
def test_joined_and_half_spaced_words_meet(typed, text):
    assert _fits(lexemes.of_text(text), lexemes.sought(typed))


@pytest.mark.parametrize("typed", ["علیرضا", "علی رضا", "علی‌رضا", "عليرضا"])
@pytest.mark.parametrize("name", ["علیرضا نمونه", "علی رضا نمونه", "علی‌رضا نمونه"])
def test_x2_three_ways_to_write_a_name_meet(typed, name):
    assert _fits(lexemes.of_name(name), lexemes.sought(typed))


def _fits(found: list[str], query: lexemes.Sought) -> bool:
    """`query` against a text, by hand: every word as it stands, or joined to its neighbour."""
    parts = [part.strip("() ").split(" | ") for part in query.tsquery().split(" & ")]
    return all(any(each.strip("'") in found for each in part) for part in parts)


def test_half_of_a_word_does_not_fit():
    assert not _fits(lexemes.of_text("کتابخانه مرکزی"), lexemes.sought("کتابخ"))


@pytest.mark.parametrize("typed", ["", "  ", "&|!():*<->", "'\\", "‌‌"])
def test_nothing_but_signs_is_no_query(typed):
    assert lexemes.sought(typed) is None


@pytest.mark.parametrize("typed", ["وام & !بانک", "a' | 'b", "وام:*", "(وام", "وام <-> بانک", "\\' وام"])
def test_signs_are_no_operators(typed):
    text = lexemes.sought(typed).tsquery()
    assert not set(text) - set("()' |&") - {char for char in text if char.isalnum()}
    assert text.count("'") % 2 == 0


def test_long_queries_are_cut():
    query = lexemes.sought(" ".join(f"word{n}" for n in range(50)))
    assert len(query.words) == lexemes.MOST_TYPED


def test_a_snippet_marks_the_words_and_says_what_was_left_out():
    body = "یک دو سه " * 40 + "کارت دانشجویی گم شده است " + "چهار پنج " * 40
    pieces = lexemes.snippet(body, lexemes.sought("دانشجویي کارت"))
    assert [text for text, found in pieces if found] == ["کارت", "دانشجویی"]
    assert (pieces[0], pieces[-1]) == (("… ", False), (" …", False))
    assert len("".join(text for text, _ in pieces)) < 250


def test_a_snippet_marks_names_written_apart():
    pieces = lexemes.snippet("علی رضا نمونه", lexemes.sought("علیرضا"))
    assert pieces == (("علی رضا", True), (" نمونه", False))


def test_a_snippet_without_the_words_is_the_beginning():
    assert lexemes.snippet("سلام", lexemes.sought("وام")) == (("سلام", False),)


@pytest.mark.parametrize("newest", [0, 1, 4095, 4096, 40_000, 1_234_567, 123_456_789])
def test_windows_cover_every_row_once_newest_first(newest):
    """A slice of a level is so many rows; together they are all rows up to the newest, without a gap."""
    ends = []
    for window in lexemes.windows(newest):
        assert len(window) < 2 * lexemes.EACH
        for each in window:
            bits, number = map(int, each.removeprefix("#").split(":"))
            ends.append((number << bits, (number + 1) << bits))
    assert ends[0][1] > newest >= ends[0][0]
    assert ends[-1][0] == 0
    assert all(lower[1] == upper[0] for upper, lower in pairwise(ends))
