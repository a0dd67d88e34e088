"""Design §3, SLA: words and a bar; near, overdue and paused differ in more than colour."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from pishkhan.web.components.sla import Sla, bar, words

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("sla", "said"),
    [
        (Sla("near", 2 * HOUR, 90), "2 hours left"),
        (Sla("", 49 * HOUR, 20), "2 days left"),
        (Sla("late", -HOUR, 100), "1 hour over"),
        (Sla("late", -25 * HOUR, 100), "1 day over"),
        (Sla("near", HOUR / 4, 99), "15 minutes left"),
        (Sla("paused", 2 * HOUR, 50, "visit"), "Stopped until the visit"),
        (Sla("paused", 2 * HOUR, 50, "answer"), "Stopped until the answer"),
        (Sla("paused", 2 * HOUR, 50, "payment"), "Stopped until the payment"),
    ],
)
def test_words(sla, said):
    with translation.override("en"):
        assert words(sla) == said


def test_bar_overdue_is_full_and_has_its_icon():
    with translation.override("en"):
        assert bar(Sla("late", -HOUR, 140)) == (
            '<span class="pk-sla late"><span><svg class="i" aria-hidden="true">'
            '<use href="/static/icons.svg#alert"/></svg> 1 hour over</span>'
            '<progress class="pk-life" max="100" value="100" aria-hidden="true"></progress></span>'
        )


def test_bar_without_deadline_is_nothing():
    assert bar(None) == ""
