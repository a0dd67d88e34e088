"""Every tag and filter of the pages, in one list; the work is done in the modules beside this package.

Filters: num, bare_num, ltr, money, bare_money, toman, mobile, landline, dialled, span, jdate, jplain, jshort,
jnumeric, jtime, jwhen, jfull, age, text, status_words. Tags: icon, status, sla, qs, csrf_token. Blocks: notice,
emptystate, filebox.
Templates: cardhead, pk_field, error_summary, stations, timeline, message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, querystring
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pishkhan.plumbing.texts import pick
from pishkhan.web.components import dates, icons, numbers, sla, status
from pishkhan.web.components.fields import Field, view_of
from pishkhan.web.components.stations import StationRow, StationView, rows_of
from pishkhan.web.page_of import hidden_field

register = template.Library()

register.filter("num", numbers.isolated)
register.filter("bare_num", numbers.bare)
register.filter("ltr", numbers.ltr)
register.filter("typed", numbers.typed)
register.filter("money", numbers.amount)
register.filter("bare_money", numbers.bare_amount)
register.filter("toman", numbers.toman)
register.filter("mobile", numbers.mobile)
register.filter("minutes", numbers.minutes)
register.filter("landline", numbers.landline)
register.filter("dialled", numbers.dialled)
register.filter("span", numbers.span)
register.filter("jdate", dates.long)
register.filter("jplain", dates.plain)
register.filter("jshort", dates.short)
register.filter("jnumeric", dates.numeric)
register.filter("jtime", dates.clock)
register.filter("jwhen", dates.when)
register.filter("jfull", dates.full)
register.filter("age", dates.age)
register.filter("text", pick)
register.filter("status_words", status.words)

register.simple_tag(icons.icon, name="icon")
register.simple_tag(status.badge, name="status")
register.simple_tag(sla.bar, name="sla")
register.simple_tag(querystring, name="qs", takes_context=True)


class _Token(CsrfTokenNode):
    """Django's token, and for whom the page was drawn (A18)."""

    def render(self, context: Context) -> SafeString:
        return SafeString(super().render(context) + hidden_field(context.get("request")))


@register.tag
def csrf_token(parser: Parser, token: Token) -> _Token:
    """Draw what every form that changes something must carry."""
    return _Token()


_NOTICE_ICONS = {
    "done": "check",
    "open": "info",
    "debt": "alert",
    "turn": "alert",
    "wait": "info",
    "note": "lock",
}


@register.simple_block_tag(name="notice")
def notice(content: str, tone: str = "open", *, icon: str = "", title: str = "", role: str = "") -> SafeString:
    """Draw a framed notice; `role="status"` or `"alert"` only where it appears after the page is read."""
    return format_html(
        '<div class="pk-notice t-{}"{}>{}<div>{}{}</div></div>',
        tone,
        format_html(' role="{}"', role) if role else "",
        icons.icon(icon or _NOTICE_ICONS.get(tone, "info")),
        format_html("<strong>{}</strong> ", title) if title else "",
        content,
    )


@register.simple_block_tag(name="filebox")
def filebox(content: str, many: bool = False) -> SafeString:
    """Draw a file input in the words of the page. Without scripts it stays as the browser draws it; with them the
    input lies unseen over the words, and takes presses, keys, dropped files and what screen readers ask as before."""
    words = gettext("Choose files") if many else gettext("Choose a file")
    return format_html(
        '<div class="pk-file" data-file="{}">{}<span class="btn" aria-hidden="true">{}{}</span>'
        '<span class="name" aria-hidden="true"></span></div><script type="module" src="{}"></script>',
        gettext("No file is chosen"), content, icons.icon("file"), words, static("js/files.js"),
    )  # fmt: skip


@register.simple_block_tag(name="emptystate")
def emptystate(content: str, icon: str, title: str) -> SafeString:
    """Draw an empty state: one icon, what it means, and in the block one way on. Its title is a heading, so the full
    stop of a sentence that serves as one is left out."""
    heading = title.removesuffix(".")
    return format_html('<section class="card pk-empty">{}<h2>{}</h2>{}</section>', icons.icon(icon), heading, content)


@register.inclusion_tag("components/cardhead.html")
def cardhead(
    title: str, *, icon: str = "", id: str = "", level: int = 2, link: str = "", link_text: str = ""
) -> dict[str, Any]:
    """Draw the head of a card; `id` is what the section's `aria-labelledby` names."""
    return {"title": title, "icon": icon, "id": id, "level": level, "link": link, "link_text": link_text}


@register.inclusion_tag("components/form_field.html")
def pk_field(field: object, **changes: Any) -> dict[str, Any]:
    """Draw one field: a `Field`, a mapping with its names, or a bound field of a Django form.

    Further arguments change it: `label=_("Password")`, `type="mobile"`.
    """
    return {"f": replace(view_of(field), **changes)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(errors: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Draw the list of what to correct: pairs of the field's element id and the words."""
    return {"errors": errors}


@register.inclusion_tag("components/stations.html")
def stations(stations: Sequence[StationView], *, open: bool = False) -> dict[str, Any]:
    """Draw the station list; `open` unfolds the cleared ones, for when they are the news."""
    return rows_of(stations, unfolded=open)


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Any]) -> dict[str, Any]:
    """Draw what happened, newest first: each with .words, .at, and .now on the current one."""
    return {"events": events}


@register.inclusion_tag("components/message.html")
def message(message: Any) -> dict[str, Any]:
    """Draw one message of a conversation; its `kind` decides who is meant to read it."""
    return {"m": message}


__all__ = ["Field", "StationRow", "register"]
