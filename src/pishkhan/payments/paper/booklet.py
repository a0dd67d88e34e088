"""The booklet of an instalment plan: one coupon for each instalment."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pishkhan.kernel import qr
from pishkhan.kernel.sheet import compiled, plain

_TEMPLATE: Final = Path(__file__).parent / "booklet.typ"


@dataclass(frozen=True, slots=True)
class Coupon:
    """One instalment. `state` is empty while it is owed, else says that it is not any more; `url` is where it is
    paid."""

    number: str
    day: str
    amount: str
    in_words: str
    url: str
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """What stands in it. `place` is the address people type."""

    university: str
    office: str
    student: str
    student_number: str
    subject: str
    reason: str
    total: str
    count: str
    printed_on: str
    place: str
    coupons: tuple[Coupon, ...]
    note: str = ""


def render(data: Booklet, *, fonts: Path, at: datetime) -> bytes:
    """The booklet as PDF/A; `at` is the moment it is drawn. Raises FontsMissing."""
    codes = [qr.svg(coupon.url) for coupon in data.coupons]
    return compiled(_TEMPLATE, plain(asdict(data)) | {"codes": codes}, fonts=fonts, at=at)
