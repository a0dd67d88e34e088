"""What browsers load: small enough, and nothing of ours purged away."""

import gzip

import pytest

from tools import assets


@pytest.fixture(scope="module")
def built():
    """The folder ./test has just built."""
    assert assets.OUT.is_dir(), "run through ./test, which builds the assets"
    return assets.OUT


def test_build_again_writes_nothing(built):
    assets.build()
    assert assets.build() is False


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("tabler.rtl.css", 25_000),
        ("tabler.css", 25_000),
        ("fonts/vazirmatn.woff2", 50_000),
        ("icons.svg", 6_000),
    ],
)
def test_asset_keeps_its_budget(built, name, budget):
    content = (built / name).read_bytes()
    weight = len(content) if name.endswith("woff2") else len(gzip.compress(content, 9))
    assert weight <= budget


def test_stylesheet_keeps_the_dark_theme(built):
    assert [(built / n).read_text().count("[data-bs-theme=dark]") > 0 for n in ("tabler.css", "tabler.rtl.css")] == [
        True,
        True,
    ]


def test_font_keeps_persian_and_the_tables_that_join_it(built):
    from fontTools.ttLib import TTFont

    font = TTFont(built / "fonts" / "vazirmatn.woff2")
    wanted = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءآأؤئۀ۰۱۲۳۴۵۶۷۸۹٬٫؟،؛«»…\u200c"
    assert [c for c in wanted if ord(c) not in font.getBestCmap()] == []
    kept = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert kept >= {"init", "medi", "fina", "rlig", "ccmp"}
    assert "fvar" in font


def test_licences_lie_beside_what_they_cover(built):
    assert sorted(p.name for p in (built / "licences").iterdir()) == [
        "altcha.txt", "jalalidatepicker.txt", "tabler-icons.txt", "tabler.txt", "vazirmatn.txt",
    ]  # fmt: skip
