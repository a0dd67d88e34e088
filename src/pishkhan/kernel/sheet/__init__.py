"""Sheets as PDF/A-2a, tagged for screen readers (PDF/UA-1). The same data gives the same bytes.

A room has its templates in its own folder; `letterhead.typ` here is what they share. Templates import by absolute path
below the package, as in `#import "/kernel/sheet/letterhead.typ": *`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pishkhan.kernel.sheet.legible import legible

if TYPE_CHECKING:
    import typst

__all__ = ["FAMILY", "FontsMissing", "compiled", "plain"]

FAMILY: Final = "Vazirmatn"
ROOT: Final = Path(__file__).parents[2]
_VERBATIM: Final = frozenset({"mark", "check_url", "state"})
"""Keys whose value is no printed text and would be spoiled by cleaning."""


class FontsMissing(RuntimeError):
    """The folder holds no Vazirmatn: the sheet would silently come out in another face."""


def compiled(template: Path, values: Mapping[str, object], *, fonts: Path, at: datetime) -> bytes:
    """A template filled with values; `fonts` is the folder of the Vazirmatn TTFs, `at` an aware time.

    Raises FontsMissing.
    """
    import typst  # a process that draws nothing need not carry it

    return typst.compile(
        template,
        root=ROOT,
        font_paths=_faces(fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


@lru_cache(maxsize=4)
def _faces(folder: Path) -> "typst.Fonts":
    import typst

    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    if FAMILY not in faces.families():
        raise FontsMissing(f"no {FAMILY} in {folder}")
    return faces


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a sheet with every printed text made legible."""
    return {key: value if key in _VERBATIM else _cleaned(value) for key, value in values.items()}


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, Sequence):
        return [_cleaned(item) for item in value]
    return value
