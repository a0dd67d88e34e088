"""The Iranian (Jalali) calendar, for people; the database keeps Gregorian dates and UTC moments.

Conversion is persiantools': its leap years agree with the astronomical calendar. The 2820-year cycle must
never replace it (wrong at 1403/1404 already).
"""

import datetime
import re
from enum import IntEnum
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

from pishkhan.kernel import digits
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.numerals import persian

TEHRAN = ZoneInfo("Asia/Tehran")
FIRST_YEAR = 1300
LAST_YEAR = 1499
"""Years accepted from people: those for which the conversion was compared day by day with a second one."""

_DATE = re.compile(r"([0-9]{4})([/\-.])([0-9]{1,2})\2([0-9]{1,2})")
_MARKS = re.compile(r"[\s\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WEEKDAYS_FA = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_FA = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip


class JalaliMonth(IntEnum):
    """The months, numbered from 1."""

    FARVARDIN = 1
    ORDIBEHESHT = 2
    KHORDAD = 3
    TIR = 4
    MORDAD = 5
    SHAHRIVAR = 6
    MEHR = 7
    ABAN = 8
    AZAR = 9
    DEY = 10
    BAHMAN = 11
    ESFAND = 12

    def called(self, lang: str) -> str:
        """The month's name: آذر in Persian, Azar in English."""
        return _MONTHS_FA[self - 1] if persian(lang) else self.name.capitalize()


def parse_date(value: str) -> datetime.date:
    """A date typed as 1405/09/02 (also - or . between, one-digit month and day, any digit set).

    Raises Invalid: date.format, date.range (year outside FIRST_YEAR..LAST_YEAR), date.no_such_day.
    """
    found = _DATE.fullmatch(_MARKS.sub("", digits.to_latin(value)))
    if found is None:
        raise Invalid("date.format")
    return to_date(int(found[1]), int(found[3]), int(found[4]))


def to_date(year: int, month: int, day: int) -> datetime.date:
    """The Gregorian date of a Jalali day. Raises Invalid: date.range, date.no_such_day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("date.range", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return _jalali(year, month, day).to_gregorian()
    except ValueError:
        raise Invalid("date.no_such_day", year=year, month=month, day=day) from None


def parts(date: datetime.date) -> tuple[int, int, int]:
    """Jalali year, month and day of a date; a moment with a time zone counts by its day in Tehran."""
    if isinstance(date, datetime.datetime):
        date = (date.astimezone(TEHRAN) if date.tzinfo else date).date()
    jalali = _jalali(date)
    return jalali.year, jalali.month, jalali.day


def show(date: datetime.date) -> str:
    """The date for tables and letters, 0-9 digits: 1405/09/02."""
    year_, month, day = parts(date)
    return f"{year_:04d}/{month:02d}/{day:02d}"


def long(date: datetime.date, lang: str) -> str:
    """The date in running text: دوشنبه ۲ آذر ۱۴۰۵, or Monday 2 Azar 1405."""
    year_, month, day = parts(date)
    text = f"{_weekday(date, lang)} {day} {JalaliMonth(month).called(lang)} {year_}"
    return digits.to_persian(text) if persian(lang) else text


def short(date: datetime.date, lang: str) -> str:
    """Day and month: ۲ آذر, or 2 Azar."""
    _, month, day = parts(date)
    text = f"{day} {JalaliMonth(month).called(lang)}"
    return digits.to_persian(text) if persian(lang) else text


def year(date: datetime.date) -> int:
    """The Jalali year of a date."""
    return parts(date)[0]


def is_leap(year_: int) -> bool:
    """True when Esfand of the year has 30 days."""
    return bool(JalaliDate.is_leap(year_))


def days_in(year_: int, month: int) -> int:
    """How many days a month has."""
    if month <= JalaliMonth.SHAHRIVAR:
        return 31
    return 30 if month < JalaliMonth.ESFAND or is_leap(year_) else 29


def months_later(date: datetime.date, months: int) -> datetime.date:
    """The same day so many Jalali months later, or the last one of a shorter month."""
    year_, month, day = parts(date)
    year_, month = year_ + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    return to_date(year_, month, min(day, days_in(year_, month)))


def _jalali(*day: int | datetime.date) -> JalaliDate:
    return JalaliDate(*day)  # type: ignore[no-untyped-call]  # its constructor has no annotations


def _weekday(date: datetime.date, lang: str) -> str:
    if isinstance(date, datetime.datetime) and date.tzinfo:
        date = date.astimezone(TEHRAN)
    return (_WEEKDAYS_FA if persian(lang) else _WEEKDAYS_EN)[date.weekday()]
