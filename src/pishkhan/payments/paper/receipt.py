"""The receipt of a payment."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pishkhan.kernel import qr
from pishkhan.kernel.sheet import compiled, plain

_TEMPLATE: Final = Path(__file__).parent / "receipt.typ"


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled line (D11)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What stands on it. `back` says how much of it was given back, or is empty; `check_place` is the address people
    read, `check_url` the one in the QR code."""

    university: str
    centre: str
    number: str
    paid_on: str
    amount: str
    in_words: str
    rows: tuple[Row, ...]
    code: str
    check_url: str
    check_place: str
    back: str = ""
    note: str = ""


def render(data: Receipt, *, fonts: Path, at: datetime) -> bytes:
    """The receipt as PDF/A; `at` is the moment of the payment. Raises FontsMissing."""
    return compiled(_TEMPLATE, plain(asdict(data)) | {"qr": qr.svg(data.check_url)}, fonts=fonts, at=at)
