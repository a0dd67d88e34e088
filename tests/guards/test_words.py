"""Words on screen: the sources' slips are not features."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages import pofile

ROOT = Path(__file__).resolve().parents[2]
SLIPS = ("کاشناس", "موفق آمیز", "منتقضی", "اطلبه", "شاعل", "دانش آموزان")
SPELT_OTHERWISE = ("فرآیند", "این‌جا", "آن‌جا", "تأیید", "گفتگو", "شمارهٔ دانشجویی", "\u2011")
"""The house writes فرایند, اینجا, آنجا, تایید, گفت‌وگو, شماره دانشجویی, and plain hyphens."""
VERBATIM = ("راهنمای فرآیند", "تأیید تلفن همراه", "تأیید و ادامه!", "تأیید تراکنش")
"""Titles as source S-B has them, labels as D4 and D9 do."""
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


def test_each_word_is_spelt_one_way():
    printed = (*SHOWN, *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html"), *(ROOT / "src").rglob("*.typ"))
    found = []
    for path in printed:
        text = path.read_text(encoding="utf-8")
        if ROOT / "packs" / "iums-nursing" in path.parents or path.name == "django.po":
            for title in VERBATIM:
                text = text.replace(title, "")
        found += [(path.name, word) for word in SPELT_OTHERWISE if word in text]
    assert found == []


def test_a_computer_file_is_never_called_by_the_word_for_a_case():
    with (ROOT / "locale" / "fa" / "LC_MESSAGES" / "django.po").open("rb") as source:
        entries = list(pofile.read_po(source))
    said = [(str(entry.id), str(entry.string)) for entry in entries if re.search(r"\bfiles?\b", str(entry.id), re.I)]
    about_files = [(en, fa) for en, fa in said if not re.search(r"\bcase|you can file\b", en, re.I)]
    assert len(about_files) > 20
    assert [(en, fa) for en, fa in about_files if "پرونده" in fa] == []
