"""The certificate, the closing letter and the filled form as sheets; see `kernel.sheet` for what they share."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from pishkhan.clearance.paper.sheets import (
    Answer,
    CertificateData,
    Fact,
    FormData,
    LetterData,
    Letterhead,
    State,
    Station,
)
from pishkhan.kernel import qr
from pishkhan.kernel.sheet import FontsMissing, compiled, plain

__all__ = [
    "Answer",
    "CertificateData",
    "Fact",
    "FontsMissing",
    "FormData",
    "LetterData",
    "Letterhead",
    "State",
    "Station",
    "render_certificate",
    "render_form",
    "render_letter",
]

_TEMPLATES: Final = Path(__file__).parent


def render_certificate(data: CertificateData, *, fonts: Path, at: datetime) -> bytes:
    """The certificate as an unsigned PDF/A; `fonts` is the folder of the Vazirmatn TTFs, `at` an aware time.

    Raises FontsMissing.
    """
    values = plain(asdict(data)) | {"qr": qr.svg(data.check_url)}
    return compiled(_TEMPLATES / "certificate.typ", values, fonts=fonts, at=at)


def render_form(data: FormData, *, fonts: Path, at: datetime) -> bytes:
    """The filled form (B27) as PDF/A, without signature. Raises FontsMissing."""
    return compiled(_TEMPLATES / "form.typ", plain(asdict(data)), fonts=fonts, at=at)


def render_letter(data: LetterData, *, fonts: Path, at: datetime) -> bytes:
    """The closing letter as an unsigned PDF/A. Raises FontsMissing."""
    values = plain(asdict(data)) | {"qr": qr.svg(data.check_url)}
    return compiled(_TEMPLATES / "letter.typ", values, fonts=fonts, at=at)
