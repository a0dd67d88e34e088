"""Texts that people typed reach the sheet as texts: nothing in them acts, hides or reorders."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pishkhan.clearance.paper.render import Fact, render_certificate
from pishkhan.kernel.sheet.legible import legible
from tests.clearance.paper.reading import seen
from tests.clearance.paper.sample import AT, certificate, station


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        "#sys.inputs",
        '#read("/etc/passwd")',
        "*x* _y_ `z`",
        "= Title",
        "$x^2$",
        "\\u{41} \\",
        "\"quoted\" 'single'",
        "[a](b) <label> @ref",
        "// not a comment",
        "{{ data }} {% raise %}",
        "a~b--c...",
        "</svg><b>1</b>",
    ],
)
def test_markup_is_printed_literally(fonts: Path, hostile: str) -> None:
    text = f"a{hostile}z"
    data = certificate(person=(Fact("name", text),), stations=(station(text, by="—"),), conditions=(text,))
    shown = seen(render_certificate(data, fonts=fonts, at=AT))
    assert f"{text}.۱".replace(" ", "") in shown  # the widest line: the first condition


def test_override_characters_do_not_reorder(fonts: Path) -> None:
    def sheet(name: str) -> bytes:
        data = certificate(holder=name, person=(Fact("name", name),))
        return render_certificate(data, fonts=fonts, at=AT)

    assert sheet("\u202eAli\u2066 \u200f123\u202c\u2069") == sheet("Ali 123")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("علي كريم", "علی کریم"),
        ("می‌شود", "می‌شود"),
        ("a\u202eb\u0000c\u00add", "abcd"),
        ("دو\nخط\tو", "دو خط و"),
        ("کنسول 🎓 漢", "کنسول ? ?"),
        ("Ægir Šimůnek Жуков Ωμέγα", "Ægir Šimůnek Жуков Ωμέγα"),
        ("x" * 30, "x" * 24 + "\u200b" + "x" * 6),
    ],
)
def test_legible(typed: str, printed: str) -> None:
    assert legible(typed) == printed


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_any_text_makes_a_sheet(fonts: Path, typed: list[str]) -> None:
    """PDF/A refuses a missing glyph, and no name may stop a certificate."""
    name, by, condition = typed
    data = certificate(
        holder=name, person=(Fact(by, name),), stations=(station(name, by=by),), conditions=(condition,)
    )
    assert render_certificate(data, fonts=fonts, at=AT).startswith(b"%PDF-1.7")


def test_every_printable_character_has_a_glyph(fonts: Path) -> None:
    every = [char for code in range(0x20, 0xD7FF) if legible(char := chr(code)) == char]
    rows = tuple(station(" ".join(every[at : at + 40])) for at in range(0, len(every), 40))
    assert render_certificate(certificate(stations=rows), fonts=fonts, at=AT).startswith(b"%PDF-1.7")
