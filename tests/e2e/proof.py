"""Whether a downloaded certificate can be trusted, asked of several judges."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.clearance.paper.reading import qr_text
from tests.e2e.house import House
from tests.e2e.words import said

PATIENCE = 90
"""Seconds for the job that makes and signs a certificate."""


def download(page: Page, number: str) -> bytes:
    """The certificate of a request, by the button of its page, as soon as it is signed."""
    until = time.monotonic() + PATIENCE
    link = page.get_by_role("link", name=re.compile(re.escape(said("Download the certificate (PDF)"))))
    page.goto(f"/requests/{number}/")
    while not link.count() and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def is_accepted(house: House, university: str, pdf: bytes, folder: Path) -> tuple[bool, bool]:
    """What pyHanko's validator and poppler's pdfsig say; each only for a signature over the whole document."""
    (folder / "sheet.pdf").write_bytes(pdf)
    valid = house.registrar.ask("is_valid", university=university, path=str(folder / "sheet.pdf"))
    told = subprocess.run(
        ["pdfsig", "-nocert", "sheet.pdf"], cwd=folder, capture_output=True, text=True,
        env=os.environ | {"HOME": str(folder)},
    ).stdout  # fmt: skip
    poppler = "Signature is Valid" in told and "Total document signed" in told
    return valid, poppler


def altered(pdf: bytes) -> bytes:
    """One bit of the signed body turned."""
    at = len(pdf) // 3
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def printed_address(pdf: bytes) -> str:
    """What a telephone reads off the page."""
    return qr_text(pdf)
