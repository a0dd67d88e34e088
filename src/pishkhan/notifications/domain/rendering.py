"""Putting a message into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from pishkhan.kernel import digits, jalali, money
from pishkhan.kernel.money import Rials
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain.messages import Message, Said, Words, registry
from pishkhan.notifications.enums import Surface
from pishkhan.plumbing.texts import pick

PLACE = re.compile(r"\{(\w+)\}")
SHIPPED_PLACE = re.compile(r"%\((\w+)\)s")
CODE = re.compile(r"(?<![A-Za-z\d۰-۹/:-])(?=[\d۰-۹]+[-/])")
"""Before a number of several parts: after Persian letters a phone or a mail program would turn its parts round. Never
in an address of the web, which would lead elsewhere then."""
LRM = "\u200e"
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a message on one surface, with {name} where values go."""

    title: str
    body: str


def shipped(kind: type[Message], surface: Surface, language: str) -> Text:
    """Our own words."""
    with translation.override(language):
        title, body = (gettext(words) if words else "" for words in kind.shipped(surface))
    return Text(SHIPPED_PLACE.sub(r"{\1}", title), SHIPPED_PLACE.sub(r"{\1}", body))


def placeholders(text: Text) -> set[str]:
    """The names a text wants values for."""
    return set(PLACE.findall(f"{text.title} {text.body}"))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in their places; a place nobody has a value for stays as it is."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def shown(
    kind: type[Message], values: Mapping[str, Any], language: str, *, native: bool = True
) -> dict[str, str]:
    """Stored values as people read them. Bidi controls go, and a long value is cut. `native`: digits of the language;
    pages see to that themselves."""
    found = {}
    for name, hint in kind.placeholders().items():
        if name not in values:
            continue
        words = _shown(hint, values[name], language)
        found[name] = _digits(words, language) if native and name not in kind.verbatim else words
    return found


def _shown(hint: Any, value: Any, language: str) -> str:
    if hint is date:
        try:
            return jalali.show(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if hint is Rials:
        return money.group(int(value), language)
    if hint is Said:
        with translation.override(language):
            return gettext(str(value)) if value else ""
    words = clean_display(pick(value, language) if hint == Words else str(value))
    return words if len(words) <= LONGEST_VALUE else f"{words[: LONGEST_VALUE - 1]}…"


def _digits(words: str, language: str) -> str:
    return digits.to_persian(words) if language == "fa" else words


def in_order(text: str, language: str) -> str:
    """Words of which phones and mail programs show the numbers the right way round."""
    return CODE.sub(LRM, text) if language == "fa" else text


def spoken(code: str, language: str) -> str:
    """A code to be read aloud digit by digit, with a pause after each."""
    return "، ".join(digits.to_persian(code)) if language == "fa" else ", ".join(code)


def kind_of(key: str) -> type[Message] | None:
    """The class of a stored key; None when no running code has it any more."""
    return registry.get(key)


def email_html(text: str, *, language: str, link: str, link_words: str, foot: str, foot_link: str) -> str:
    """The same words as simple HTML, from the right in Persian."""
    way = "rtl" if language == "fa" else "ltr"
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n") if part.strip())
    button = f'<p><a href="{escape(link)}">{escape(link_words)}</a></p>' if link else ""
    end = escape(foot) if not foot_link else f'<a href="{escape(foot_link)}">{escape(foot)}</a>'
    return (
        f'<!doctype html><html lang="{language}" dir="{way}"><head><meta charset="utf-8"></head>'
        f'<body style="font-family:Tahoma,sans-serif;line-height:1.8">{paragraphs}{button}'
        f'<hr><p style="color:#555;font-size:smaller">{end}</p></body></html>'
    )
