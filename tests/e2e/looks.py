"""Examining a page where it stands: a picture when pictures are wanted, axe, and what axe does not see."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

from tools.node import MODULES

WHOLE = os.environ.get("PISHKHAN_SHOTS", "")
"""Where the pictures go, of all eight looks; without it two looks are examined and no picture is kept."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LATIN = ["API", "XLSX", "PDF", "JPG", "PNG", "CSV", "Caps", "Lock", "SHA", "ECDSA", "RSA", "student", "order"]
"""What may stand in Latin letters on a Persian page."""
HERE = Path(__file__).parent
AXE = """async (tags) => (await axe.run(document, {
    runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"],
})).violations.flatMap((found) => found.nodes.map(
    (node) => `${found.id}: ${node.target} ${node.html.slice(0, 160)} ${(node.any[0]?.message ?? "").slice(0, 120)}`
))
"""


def look(page: Page, name: str) -> None:
    """Raises AssertionError with every complaint about the page as it stands."""
    page.evaluate("document.fonts.ready")
    if WHOLE:
        folder = Path(WHOLE)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text())
    complaints = [*page.evaluate(AXE, RULES), *page.evaluate((HERE / "looks.js").read_text(), LATIN)]
    assert not complaints, "\n".join(complaints)
