import pytest

from pishkhan.kernel import numerals


@pytest.mark.parametrize(
    ("number", "fa", "en"),
    [
        (0, "صفر", "zero"),
        (7, "هفت", "seven"),
        (19, "نوزده", "nineteen"),
        (20, "بیست", "twenty"),
        (21, "بیست و یک", "twenty-one"),
        (100, "صد", "one hundred"),
        (305, "سیصد و پنج", "three hundred five"),
        (999, "نهصد و نود و نه", "nine hundred ninety-nine"),
        (1_000, "هزار", "one thousand"),
        (1_001, "هزار و یک", "one thousand one"),
        (21_000, "بیست و یک هزار", "twenty-one thousand"),
        (1_000_000, "یک میلیون", "one million"),
        (1_001_000, "یک میلیون و هزار", "one million one thousand"),
        (2_000_000_012, "دو میلیارد و دوازده", "two billion twelve"),
        (10**12, "یک تریلیون", "one trillion"),
        (10**15, "یک کوادریلیون", "one quadrillion"),
    ],
)
def test_number_in_words(number: int, fa: str, en: str) -> None:
    assert (numerals.in_words(number, "fa"), numerals.in_words(number, "en")) == (fa, en)


@pytest.mark.parametrize("number", [-1, numerals.LIMIT])
def test_number_without_words(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        numerals.in_words(number, "fa")


@pytest.mark.parametrize(
    ("lang", "expected"), [("fa", True), ("fa-IR", True), ("en", False), ("en-us", False), ("fat", False)]
)
def test_persian_is_told_by_its_language_tag(lang: str, expected: bool) -> None:
    assert numerals.persian(lang) is expected
