"""Sheets as PDF/A-2a, tagged for screen readers (PDF/UA-1). The same data gives the same bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
import typst

from pishkhan.clearance.paper.legible import legible
from pishkhan.clearance.paper.sheets import (
    Answer,
    CertificateData,
    Fact,
    FormData,
    Letterhead,
    State,
    Station,
)

__all__ = [
    "Answer",
    "CertificateData",
    "Fact",
    "FontsMissing",
    "FormData",
    "Letterhead",
    "State",
    "Station",
    "render_certificate",
    "render_form",
]

FAMILY: Final = "Vazirmatn"

_TEMPLATES: Final = Path(__file__).parent
_QR_INK: Final = "#14282c"
_VERBATIM: Final = frozenset({"mark", "check_url", "state"})
"""Keys whose value is no printed text and would be spoiled by cleaning."""


class FontsMissing(RuntimeError):
    """The folder holds no Vazirmatn: the sheet would silently come out in another face."""


def render_certificate(data: CertificateData, *, fonts: Path, at: datetime) -> bytes:
    """The certificate as an unsigned PDF/A; `fonts` is the folder of the Vazirmatn TTFs, `at` an aware time.

    Raises FontsMissing.
    """
    return _compiled("certificate.typ", _plain(asdict(data)) | {"qr": qr_svg(data.check_url)}, fonts, at)


def render_form(data: FormData, *, fonts: Path, at: datetime) -> bytes:
    """The filled form (B27) as PDF/A, without signature. Raises FontsMissing."""
    return _compiled("form.typ", _plain(asdict(data)), fonts, at)


def qr_svg(url: str) -> str:
    """The QR code of an address as SVG without margin; the sheet leaves the quiet zone around it."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, dark=_QR_INK, xmldecl=False)
    return out.getvalue().decode()


def _compiled(template: str, values: Mapping[str, object], fonts: Path, at: datetime) -> bytes:
    return typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=_faces(fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


@lru_cache(maxsize=4)
def _faces(folder: Path) -> typst.Fonts:
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
    if FAMILY not in faces.families():
        raise FontsMissing(f"no {FAMILY} in {folder}")
    return faces


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value if key in _VERBATIM else _cleaned(value) for key, value in values.items()}


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, Sequence):
        return [_cleaned(item) for item in value]
    return value
