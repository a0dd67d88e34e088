"""Words on screen: the sources' slips are not features."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLIPS = ("کاشناس", "موفق آمیز", "منتقضی", "اطلبه", "شاعل", "دانش آموزان")
SHOWN = (*ROOT.glob("packs/**/*.json"), *ROOT.glob("packs/**/*.bpmn"), *ROOT.glob("locale/fa/**/*.po"))


def test_x4_slips_of_the_sources_are_not_copied():
    """X4: one canonical copy of each text, without the sources' typing errors."""
    assert len(SHOWN) > 20
    found = [(path.name, slip) for path in SHOWN for slip in SLIPS if slip in path.read_text(encoding="utf-8")]
    assert found == []


def test_persian_is_written_with_persian_letters():
    """X2: no Arabic yeh or kaf in anything we show."""
    found = [path.name for path in SHOWN if any(letter in path.read_text(encoding="utf-8") for letter in "يك")]
    assert found == []
