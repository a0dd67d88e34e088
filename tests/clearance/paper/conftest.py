from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pishkhan.clearance.paper.render import render_certificate
from pishkhan.clearance.paper.signing import SigningKey, new_key_and_certificate, sign
from tests.clearance.paper.sample import AT, certificate

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (
    Path(os.environ.get("PISHKHAN_FONTS", "/nonexistent")),
    ROOT / "var/assets/fonts",
    ROOT / "node_modules/vazirmatn/fonts/ttf",
)


@pytest.fixture(scope="session")
def fonts() -> Path:
    """The folder of the Vazirmatn TTFs that the asset build fills; PISHKHAN_FONTS names another."""
    for folder in FOLDERS:
        if any(folder.glob("Vazirmatn-*.ttf")):
            return folder
    pytest.fail("no Vazirmatn TTFs: build the assets, or set PISHKHAN_FONTS")


@pytest.fixture(scope="session")
def pair() -> SigningKey:
    since = datetime(2026, 3, 21, tzinfo=UTC)
    return SigningKey(*new_key_and_certificate("دانشگاه نمونه", "Demo University", valid_years=10, at=since))


@pytest.fixture(scope="session")
def unsigned(fonts: Path) -> bytes:
    return render_certificate(certificate(), fonts=fonts, at=AT)


@pytest.fixture(scope="session")
def signed(unsigned: bytes, pair: SigningKey) -> bytes:
    return sign(
        unsigned,
        pair.key,
        pair.certificate,
        reason="صدور گواهی تسویه حساب",
        name="دانشگاه نمونه",
        location="تهران",
        at=AT,
    )
