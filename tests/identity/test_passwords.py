"""What a password must be (A5, E11)."""

from __future__ import annotations

import pytest

from pishkhan.identity.domain import passwords
from pishkhan.identity.domain.passwords import Context, Policy

NOBODY = Context(())
TWELVE = Policy(12)


@pytest.fixture(autouse=True)
def _lists():
    passwords.breached.cache_clear()
    yield
    passwords.breached.cache_clear()


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("four-green-doors-open", []), ("گل سرخ و پنجرهٔ آبی", []), ("short", ["length", "common"]),
        ("qwertyuiop12", ["common"]), ("111111111111", ["common"]), ("x" * 129, ["length", "common"]),
    ],
)
def test_length_and_guesses(password, broken):
    """No rule about kinds of characters; any letter may be used."""
    assert passwords.broken(password, TWELVE, NOBODY) == broken


def test_a_digit_where_the_university_asks_for_one():
    asked = Policy(8, digit=True)
    assert passwords.broken("four-green-doors", asked, NOBODY) == ["digit"]
    assert passwords.broken("four-green-doors-۴", asked, NOBODY) == []


def test_what_is_known_of_a_person_must_not_stand_in_it(iums):
    """Names also as they come out of a Latin keyboard: احمدی is hpln\u200cd on it."""
    known = passwords.context(iums.id, ["رضا احمدی", "981020304"])
    for password in ("ahmadi-gol-981020304", "احمدی و چهار درِ سبز", "hpln,d-four-green".replace(",", "")):
        assert "own" in passwords.broken(password, TWELVE, known), password
    assert passwords.broken("four-green-doors-open", TWELVE, known) == []


def test_a_longer_list_of_breached_passwords(settings, tmp_path):
    """Kept by the university as a file; nothing is asked of the outside."""
    assert passwords.broken("four-green-doors-open", TWELVE, NOBODY) == []
    file = tmp_path / "breached.txt"
    file.write_text("something\nFour-Green-Doors-Open\n")
    settings.BREACHED_PASSWORDS = str(file)
    passwords.breached.cache_clear()
    assert passwords.broken("four-green-doors-open", TWELVE, NOBODY) == ["common"]
