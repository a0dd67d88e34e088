"""Days and moments as they stand on a page: Jalali, Tehran time, the ISO form in `<time datetime>`."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pishkhan.kernel import jalali
from pishkhan.web.components.language import current
from pishkhan.web.components.numbers import bare, isolated

Moment = dt.date | dt.datetime | None
"""A day, a moment (aware ones are shown in Tehran time) or nothing, which is shown as nothing."""


def long(value: Moment) -> SafeString:
    """Return «دوشنبه ۲ آذر ۱۴۰۵»."""
    return _timed(value, _isolate_numbers(jalali.long(_day(value), current()))) if value else SafeString("")


def plain(value: Moment) -> str:
    """Return the long date without markup, for titles and attributes."""
    return jalali.long(_day(value), current()) if value else ""


def short(value: Moment) -> SafeString:
    """Return «۲۸ آبان»; the year is added when it is not this year."""
    return _timed(value, _short(value)) if value else SafeString("")


def numeric(value: Moment) -> SafeString:
    """Return «۱۴۰۵/۰۹/۰۲», for tables and letters."""
    return _timed(value, isolated(jalali.show(_day(value)))) if value else SafeString("")


def clock(value: dt.datetime | dt.time | None) -> SafeString:
    """Return «۹:۱۴»: 24 hours, no leading zero."""
    return _timed(value, isolated(_hour(value))) if value else SafeString("")


def plain_clock(value: dt.datetime | dt.time) -> str:
    """Return «۹:۱۴» without markup, for sentences made in code."""
    return bare(_hour(value))


def when(value: Moment) -> SafeString:
    """Return «۲۸ آبان، ۹:۱۴»; of a day without a time, the day."""
    if not value:
        return SafeString("")
    if not isinstance(value, dt.datetime):
        return short(value)
    shown = format_html(gettext("{day}, {time}"), day=_short(value), time=isolated(_hour(value)))
    return _timed(value, shown)


def full(value: Moment) -> SafeString:
    """Return «یکشنبه ۱ آذر ۱۴۰۵، ساعت ۹:۳۰»; of a day without a time, the day."""
    if not value:
        return SafeString("")
    if not isinstance(value, dt.datetime):
        return long(value)
    day = _isolate_numbers(jalali.long(_day(value), current()))
    shown = format_html(gettext("{day}, at {time}"), day=day, time=isolated(_hour(value)))
    return _timed(value, shown)


def spoken(value: dt.datetime) -> str:
    """Return «یکشنبه ۱ آذر ۱۴۰۵، ساعت ۹:۳۰» without markup, for sentences made in code."""
    return gettext("{day}, at {time}").format(day=plain(value), time=bare(_hour(value)))


def age(value: dt.datetime | dt.timedelta | None) -> str:
    """Return how long since a moment, or how long a span is: «۶ روز», «۴ ساعت», «۴۰ دقیقه»."""
    if value is None:
        return ""
    return lasting(value if isinstance(value, dt.timedelta) else timezone.now() - value)


def lasting(span: dt.timedelta) -> str:
    """Return the length of a span in its largest whole unit."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": bare(minutes)}
    if minutes < 24 * 60:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": bare(hours)}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": bare(days)}


def _local(value: dt.datetime) -> dt.datetime:
    return value.astimezone(jalali.TEHRAN) if value.tzinfo else value


def _day(value: dt.date) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


def _hour(value: dt.datetime | dt.time) -> str:
    local = _local(value) if isinstance(value, dt.datetime) else value
    return f"{local.hour}:{local.minute:02d}"


def _short(value: dt.date) -> SafeString:
    day = _day(value)
    year = jalali.year(day)
    shown = jalali.short(day, current())
    if year != jalali.year(timezone.now().astimezone(jalali.TEHRAN).date()):
        shown = f"{shown} {bare(year)}"
    return _isolate_numbers(shown)


def _isolate_numbers(text: str) -> SafeString:
    parts = ((isolated(word) if word.isdecimal() else word,) for word in text.split(" "))
    return format_html_join(" ", "{}", parts)


def _timed(value: dt.date | dt.time, shown: SafeString) -> SafeString:
    iso = _local(value).isoformat(timespec="minutes") if isinstance(value, dt.datetime) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, shown)
