"""What messages are called at a provider: its templates, in the form of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pishkhan.notifications import api as notifications
from pishkhan.web.components.fields import Field
from pishkhan.web.console import message_names as names

Texts = Mapping[str, Sequence[notifications.Preview]]
TEMPLATED = (notifications.Channel.SMS, notifications.Channel.VOICE)
"""Channels on which providers have templates."""
WHOLE = "text"
"""Our place that holds the whole text."""
LANGUAGES = ("fa", "en")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Param:
    """What one of our places is called in a template of the provider."""

    id: str
    name: str
    ours: str
    meaning: str
    value: str


@dataclass(frozen=True, slots=True)
class Template:
    """What one message on one channel in one language is called at the provider. `panel`: the text to register."""

    id: str
    name: str
    channel: str
    language: str
    way: str
    set: str
    panel: str
    rows: int
    field: Field
    params: Sequence[Param]


def element(name: str) -> str:
    """The id of the element of an input; of no input, nothing."""
    return f"f-{name}" if name else ""


def _templated() -> list[tuple[str, type[notifications.Message], notifications.Channel]]:
    """Message and channel, as the key of a template begins; its language comes after that."""
    return [
        (f"{key}.{channel}", kind, channel)
        for key, kind in notifications.registry.items() for channel in kind.channels() if channel in TEMPLATED
    ]  # fmt: skip


def unknown(row: notifications.ProviderAccount | None) -> dict[str, Mapping[str, object]]:
    """Templates of messages that no running code has: they stay as they are."""
    known = {key for way, _kind, _channel in _templated() for key in (way, *(f"{way}.{one}" for one in LANGUAGES))}
    return {place: given for place, given in row.templates.items() if place not in known} if row else {}


def read(given: QueryDict) -> dict[str, Mapping[str, object]]:
    """The templates a form names."""
    found: dict[str, Mapping[str, object]] = {}
    for place, kind in [(f"{way}.{one}", kind) for way, kind, _channel in _templated() for one in LANGUAGES]:
        name = given.get(f"t-{place}", "").strip()[:LONGEST]
        theirs = {ours: given.get(f"t-{place}-{ours}", "").strip()[:LONGEST] for ours in _places(kind)}
        if name:
            found[place] = {"name": name, "values": {one: ours for ours, one in theirs.items() if one}}
    return found


def _places(kind: type[notifications.Message]) -> list[str]:
    return [*kind.placeholders(), WHOLE]


def with_language(templates: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Templates by keys with a language; one without is of the Persian text."""
    old = {way: templates[way] for way, _kind, _channel in _templated() if way in templates}
    return {**{f"{way}.fa": given for way, given in old.items()}, **templates}


def fields(
    texts: Texts, now: Mapping[str, Any], one: Any, kind: type[notifications.Provider], language: str
) -> list[Template]:
    """The fields of every template in one language."""
    found, way = [], "rtl" if language == "fa" else "ltr"
    for key, message, channel in _templated():
        place = f"{key}.{language}"
        if channel not in kind.channels or not kind.has_templates:
            continue
        surface = notifications.Surface(channel.value)
        text = next(each for each in texts[message.key] if (each.surface, each.language) == (surface, language))
        label = _("Name of the template at the provider")
        field = one(f"t-{place}", label, latin=True, width="full", maxlength=LONGEST)
        params = [
            Param(element(name), name, ours, names.place(message, ours), now.get(name, ""))
            for ours in _places(message) if (name := f"t-{place}-{ours}")
        ]  # fmt: skip
        panel = text.text.body + text.tail
        found.append(Template(
            element(f"t-{place}"), names.name(message.key), names.channel(channel), language, way,
            now.get(f"t-{place}", ""), panel, 2 + panel.count("\n"), field, params,
        ))  # fmt: skip
    return found
