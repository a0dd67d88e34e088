"""Vazirmatn: one small variable file for browsers, four whole faces for printed certificates."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from tools.node import MODULES

SOURCE = MODULES / "vazirmatn" / "fonts"
FACES = ("Regular", "Medium", "SemiBold", "Bold")
FEATURES = "init medi fina liga calt kern mark mkmk rlig ccmp tnum locl"
LETTERS = (
    "U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+00A9,U+00B0"  # Latin and its signs
    ",U+060C,U+061B,U+061F,U+0621-063A,U+0640-0655,U+0660-066C,U+0670"  # Arabic as Persian writes it
    ",U+067E,U+0686,U+0698,U+06A9,U+06AF,U+06C0,U+06CC,U+06D5,U+06F0-06F9"
    ",U+200B-200F,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202A-202E,U+2039,U+203A,U+2066-2069"
    ",U+2190-2193,U+2212,U+2713,U+FDFC,U+FEFF"
)


def build(target: Path) -> None:
    """Write vazirmatn.woff2 and the .ttf faces into the folder."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    target.mkdir(parents=True, exist_ok=True)
    subset.main([
        str(SOURCE / "webfonts" / "Vazirmatn[wght].woff2"),
        f"--unicodes={LETTERS}",
        f"--layout-features={FEATURES.replace(' ', ',')}",
        "--flavor=woff2",
        "--no-hinting",
        "--desubroutinize",
        f"--output-file={target / 'vazirmatn.woff2'}",
    ])  # fmt: skip
    for face in FACES:
        shutil.copy(SOURCE / "ttf" / f"Vazirmatn-{face}.ttf", target)
