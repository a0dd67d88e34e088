"""The clock of a task: how much time is left, in words and as a bar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pishkhan.web.components.icons import icon
from pishkhan.web.components.numbers import bare

State = Literal["", "near", "late", "paused"]
Pause = Literal["", "answer", "visit", "payment"]

_ICONS: dict[State, str] = {"near": "hour", "late": "alert", "paused": "stop"}


@dataclass(frozen=True)
class Sla:
    """What the clock shows.

    `left` is the time from now to the due moment by the wall clock, negative when that has passed.
    `share` is how much of the allowed working time is used, 0 to 100. `pause` says what a stopped
    clock waits for.
    """

    state: State
    left: dt.timedelta
    share: int
    pause: Pause = ""


def bar(sla: Sla | None) -> SafeString:
    """Draw the words and the bar; nothing when the task has no deadline."""
    if sla is None:
        return SafeString("")
    drawn = icon(_ICONS[sla.state]) if sla.state else ""
    return format_html(
        '<span class="pk-sla {}"><span>{} {}</span>'
        '<progress class="pk-life" max="100" value="{}" aria-hidden="true"></progress></span>',
        sla.state,
        drawn,
        words(sla),
        max(0, min(100, sla.share)),
    )


def words(sla: Sla) -> str:
    """Return the clock in words; a whole sentence for each unit, never built from pieces."""
    if sla.state == "paused":
        return _paused(sla.pause)
    minutes = int(abs(sla.left.total_seconds()) // 60)
    over = sla.left < dt.timedelta(0)
    if minutes < 60:
        number = minutes
        text = (
            ngettext("%(n)s minute over", "%(n)s minutes over", number)
            if over
            else ngettext("%(n)s minute left", "%(n)s minutes left", number)
        )
    elif minutes < 24 * 60:
        number = minutes // 60
        text = (
            ngettext("%(n)s hour over", "%(n)s hours over", number)
            if over
            else ngettext("%(n)s hour left", "%(n)s hours left", number)
        )
    else:
        number = minutes // (24 * 60)
        text = (
            ngettext("%(n)s day over", "%(n)s days over", number)
            if over
            else ngettext("%(n)s day left", "%(n)s days left", number)
        )
    return text % {"n": bare(number)}


def _paused(pause: Pause) -> str:
    if pause == "visit":
        return gettext("Stopped until the visit")
    if pause == "payment":
        return gettext("Stopped until the payment")
    return gettext("Stopped until the answer")
