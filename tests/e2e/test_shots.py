"""Every page in both languages, on telephone and desktop, light and dark: a picture, axe, and what axe does not see."""

from __future__ import annotations

from itertools import product

import pytest

from tests.e2e import shots
from tests.e2e.looks import WHOLE, look

LOOKS = list(product(("fa", "en"), (360, 1280), ("light", "dark")))
FEW = [("fa", 360, "light"), ("en", 1280, "dark")]


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
    look(page, f"{shot.name}-{language}-{width}-{theme}")
