"""X2, X3 and design §3: digits of the page's language, isolated; the unit of money always written."""

from __future__ import annotations

import pytest
from django.utils import translation

from pishkhan.web.components import numbers
from pishkhan.web.components.sizes import size_words


@pytest.mark.parametrize(
    ("lang", "value", "shown"),
    [
        ("fa", "1405-012847", "۱۴۰۵-۰۱۲۸۴۷"),
        ("en", "۱۴۰۵-۰۱۲۸۴۷", "1405-012847"),
        ("fa", 0, "۰"),
        ("fa", None, ""),
    ],
)
def test_bare_follows_language(lang, value, shown):
    with translation.override(lang):
        assert numbers.bare(value) == shown


def test_isolated_code_is_left_to_right():
    with translation.override("fa"):
        assert numbers.isolated("1405-012847") == '<bdi class="num" dir="ltr">۱۴۰۵-۰۱۲۸۴۷</bdi>'


@pytest.mark.parametrize("number", ["۱۴۰۵/ص/۱۲۳", "ص/۱۲۳"])
def test_isolated_code_with_a_persian_letter_takes_its_own_direction(number):
    with translation.override("fa"):
        assert numbers.isolated(number) == f'<bdi class="num" dir="auto">{number}</bdi>'


@pytest.mark.parametrize(("typed", "shown"), [
    ("IR062960000000100324200001", '<bdi dir="ltr">IR062960000000100324200001</bdi>'),
    ("02147701234", '<bdi class="num" dir="ltr">۰۲۱۴۷۷۰۱۲۳۴</bdi>'), ("", ""), (None, ""),
])  # fmt: skip
def test_what_has_latin_letters_keeps_its_digits(typed, shown):
    with translation.override("fa"):
        assert numbers.typed(typed) == shown


def test_a_size_stays_on_one_line():
    with translation.override("fa"):
        assert [size_words(2048), size_words(3 * 1024 * 1024)] == ["۲\u00a0کیلوبایت", "۳.۰\u00a0مگابایت"]


def test_isolated_nothing_is_nothing():
    assert numbers.isolated(None) == ""


def test_isolated_escapes_what_people_wrote():
    with translation.override("en"):
        assert numbers.isolated("<b>") == '<bdi class="num" dir="ltr">&lt;b&gt;</bdi>'


def test_amount_writes_the_unit():
    with translation.override("en"):
        assert numbers.amount(4_500_000) == (
            '<span class="pk-money"><bdi class="num" dir="ltr">4,500,000</bdi> <small>rials</small></span>'
        )


def test_amount_in_persian_is_grouped_with_its_own_sign():
    with translation.override("fa"):
        assert "۴٬۵۰۰٬۰۰۰" in numbers.amount(4_500_000)


def test_amount_zero_is_shown_and_none_is_not():
    with translation.override("en"):
        assert (numbers.bare_amount(0), numbers.bare_amount(None)) == ("0 rials", "")


def test_mobile_is_shown_as_people_write_it():
    with translation.override("en"):
        assert numbers.mobile("+989120000067") == '<bdi class="num" dir="ltr">09120000067</bdi>'


@pytest.mark.parametrize(("lang", "shown"), [("fa", "۰۲۱-۴۷۷۰۱۰۰۰"), ("en", "+98 21 4770 1000")])
def test_landline_of_the_help_line(lang, shown):
    """A7"""
    with translation.override(lang):
        assert numbers.landline("+982147701000") == f'<bdi class="num" dir="ltr">{shown}</bdi>'


@pytest.mark.parametrize("written", ["+982147701000", "021-47701000", "۰۲۱ ۴۷۷۰۱۰۰۰"])
def test_dialled_is_what_a_telephone_needs(written):
    assert numbers.dialled(written) == "+982147701000"


def test_span_isolates_each_end_and_never_the_range():
    with translation.override("en"):
        assert numbers.span("210-217") == (
            '<bdi class="num" dir="ltr">210</bdi> to <bdi class="num" dir="ltr">217</bdi>'
        )


def test_span_of_one_number_is_the_number():
    with translation.override("en"):
        assert numbers.span("210") == '<bdi class="num" dir="ltr">210</bdi>'
