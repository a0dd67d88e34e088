"""Numbers, codes and money as they stand on a page.

Persian pages carry real Persian characters, not a digit-swapping font, so copying and searching work.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pishkhan.kernel import digits, money, phone
from pishkhan.web.components.language import current


def bare(value: object) -> str:
    """Return the value with the digits of the page's language and no markup; None is empty."""
    if value is None:
        return ""
    return digits.to_persian(str(value)) if current() == "fa" else digits.to_latin(str(value))


def isolated(value: object) -> SafeString:
    """Return the number or code, kept on one line and out of the text's direction; None is empty.

    A code with a letter of a right-to-left script, as letters of an office bear (۱۴۰۵/د/۱۲۳), reads from the right.
    """
    shown = bare(value)
    way = "auto" if any(bidirectional(sign) in {"R", "AL"} for sign in shown) else "ltr"
    return format_html('<bdi class="num" dir="{}">{}</bdi>', way, shown) if shown else SafeString("")


def typed(value: object) -> SafeString:
    """Return an answer that is a code or a number; what has Latin letters, such as an IBAN, keeps its digits: the two
    are compared with a paper, and copied."""
    return ltr(value) if any("a" <= sign.lower() <= "z" for sign in str(value or "")) else isolated(value)


def ltr(value: object) -> SafeString:
    """Return text that reads left to right (an address, a file name, a key) untouched but isolated."""
    if value is None or value == "":
        return SafeString("")
    return format_html('<bdi dir="ltr">{}</bdi>', value)


def amount(value: int | None) -> SafeString:
    """Return rials, grouped, with the unit always written; None is empty."""
    if value is None:
        return SafeString("")
    return format_html(
        '<span class="pk-money"><bdi class="num" dir="ltr">{}</bdi> <small>{}</small></span>',
        money.group(money.Rials(int(value)), current()),
        gettext("rials"),
    )


def bare_amount(value: int | None) -> str:
    """Return «۴٬۵۰۰٬۰۰۰ ریال» without markup, for titles and attributes; None is empty."""
    if value is None:
        return ""
    return f"{money.group(money.Rials(int(value)), current())} {gettext('rials')}"


def toman(value: int | None) -> str:
    """Return the amount in toman, in words; None is empty."""
    return "" if value is None else money.toman_in_words(money.Rials(int(value)), current())


def mobile(value: str | None) -> SafeString:
    """Return a stored mobile (+989…) as people write it: 09…; empty is empty."""
    return isolated(phone.show_mobile(value)) if value else SafeString("")


def minutes(seconds: int) -> str:
    """Return «۴:۴۹» for 289 seconds."""
    return bare(f"{seconds // 60}:{seconds % 60:02d}")


def landline(value: str | None) -> SafeString:
    """Return an office's number: ۰۲۱-۴۷۷۰۱۰۰۰, in English +98 21 4770 1000; what is not +98… as written."""
    if not value:
        return SafeString("")
    shown = phone.show_landline(value)
    if not value.startswith("+98") or len(shown) != 11:
        return isolated(value)
    if current() == "en":
        return isolated(f"+98 {shown[1:3]} {shown[3:7]} {shown[7:]}")
    return isolated(f"{shown[:3]}-{shown[3:]}")


def dialled(value: str | None) -> str:
    """Return the number for a `tel:` link: digits and a leading plus."""
    latin = digits.to_latin(value or "")
    kept = "".join(sign for sign in latin if sign.isdecimal() or sign == "+")
    return f"+98{kept[1:]}" if kept.startswith("0") else kept


def span(value: str | None) -> SafeString:
    """Return «۲۱۰ تا ۲۱۷» for "210-217". A range is never isolated as a whole: each number is."""
    ends = [end.strip() for end in re.split(r"[-–—]|\bto\b|\bتا\b", value or "") if end.strip()]
    if len(ends) != 2:
        return isolated(value)
    return format_html(gettext("{first} to {last}"), first=isolated(ends[0]), last=isolated(ends[1]))
