"""Every page in both languages, on telephone and desktop, light and dark: a picture, axe, and what axe does not see."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from tests.e2e import shots
from tools.node import MODULES

WHOLE = os.environ.get("PISHKHAN_SHOTS")
"""Where the pictures go, of all eight looks; without it two looks are examined and no picture is kept."""
LOOKS = list(product(("fa", "en"), (360, 1280), ("light", "dark")))
FEW = [("fa", 360, "light"), ("en", 1280, "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LATIN = ["API", "XLSX", "PDF", "JPG", "PNG", "CSV", "Caps", "Lock", "SHA", "ECDSA", "RSA"]
"""What may stand in Latin letters on a Persian page."""
HERE = Path(__file__).parent
AXE = """async (tags) => (await axe.run(document, {
    runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"],
})).violations.flatMap((found) => found.nodes.map(
    (node) => `${found.id}: ${node.target} ${node.html.slice(0, 160)} ${(node.any[0]?.message ?? "").slice(0, 120)}`
))
"""


@pytest.fixture(scope="session")
def scene(house):
    return house.registrar.ask("prepare")


def test_shots_show_every_route():
    pages = {shot.route for shot in shots.SHOTS if shot.route}
    others = set().union(*shots.NO_PAGE.values())
    assert (shots.routes() - pages - others, (pages | others) - shots.routes(), pages & others) == (set(), set(), set())


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS if WHOLE else FEW)
@pytest.mark.parametrize("shot", shots.SHOTS, ids=lambda shot: shot.name)
def test_shots(visitors, scene, shot, language, width, theme):
    page = visitors.page(shot.university, shot.login, language=language, theme=theme, width=width)
    answer = page.goto(shot.path.format(**scene))
    assert answer is not None
    assert answer.status == shot.status
    page.evaluate("document.fonts.ready")
    if WHOLE:
        folder = Path(WHOLE)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{shot.name}-{language}-{width}-{theme}.png", full_page=True)
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate(AXE, RULES)
    complaints = [*found, *page.evaluate((HERE / "looks.js").read_text(), LATIN)]
    assert not complaints, "\n".join(complaints)
