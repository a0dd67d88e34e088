"""Design §3: a state is icon, words and colour, always all three."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import translation

from pishkhan.web.components import icons, status

DRAWN = json.loads((Path(status.__file__).parent / "icons.json").read_text())


@pytest.mark.parametrize("key", list(status.STATUS))
def test_every_status_has_a_drawn_icon(key):
    assert status.STATUS[key].icon in DRAWN


def test_badge_shows_icon_words_and_tone():
    with translation.override("en"):
        assert status.badge("debt") == (
            '<span class="pk-st t-debt"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#coin"/></svg>'
            "Payment due</span>"
        )


def test_badge_follows_the_language_of_the_page():
    with translation.override("en"):
        status.badge("open")
    with translation.override("fa"):
        assert "در حال بررسی" in status.badge("open", lg=True)


def test_badge_of_an_unknown_state_is_noticed():
    with pytest.raises(KeyError):
        status.badge("lost")


@pytest.mark.parametrize("name", ["back", "go", "send", "logout", "undo"])
def test_icon_with_direction_is_mirrored(name):
    assert 'class="i i-flip"' in icons.icon(name)


@pytest.mark.parametrize("name", ["check", "clock", "search"])
def test_icon_without_direction_is_not_mirrored(name):
    assert 'class="i"' in icons.icon(name)


def test_icon_with_a_label_is_read_aloud():
    assert icons.icon("lock", label="Closed") == (
        '<svg class="i" role="img" aria-label="Closed"><use href="/static/icons.svg#lock"/></svg>'
    )
