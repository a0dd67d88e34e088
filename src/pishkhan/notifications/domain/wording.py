"""Which words are in force: the institution's newest, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pishkhan.kernel import sms
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain import rendering
from pishkhan.notifications.domain.messages import Message, registry
from pishkhan.notifications.domain.rendering import Text
from pishkhan.notifications.enums import Surface
from pishkhan.notifications.models import TextVersion
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.remembering import remembered

Key = tuple[str, str, str]
SECONDS = 5
"""How long a process may go on with words that were changed meanwhile."""
LANGUAGES = ("fa", "en")
LONGEST_TITLE, LONGEST_BODY = 200, 2000
MOST_PARTS = 8
WEB_OTP = "\n\n@{host} #{code}"
"""The last line by which a phone's browser finds the code (WebOTP)."""


def of(institution_id: UUID, kind: type[Message], surface: Surface, language: str) -> Text:
    """The words in force."""
    written = _written(institution_id).get((kind.key, surface.value, language))
    return written if written and written.body else rendering.shipped(kind, surface, language)


def _written(institution_id: UUID) -> Mapping[Key, Text]:
    """What the institution wrote, newest versions only."""

    def find() -> dict[Key, Text]:
        rows = TextVersion.objects.filter(institution_id=institution_id)
        newest = rows.order_by("message", "surface", "language", "-number").distinct("message", "surface", "language")
        return {(row.message, row.surface, row.language): Text(row.title, row.body) for row in newest}

    return remembered(f"texts.{institution_id}", SECONDS, find) or {}


def filled(
    institution_id: UUID, kind: type[Message], surface: Surface, language: str, values: Mapping[str, Any]
) -> Text:
    """A message in words. The place of a one-time code stays open: it is filled when handed over."""
    text = of(institution_id, kind, surface, language)
    shown = rendering.shown(kind, values, language)
    title, body = (rendering.in_order(rendering.fill(each, shown), language) for each in (text.title, text.body))
    return Text(title, body + (rendering.fill(WEB_OTP, shown) if kind.secret and surface is Surface.SMS else ""))


@transaction.atomic
def write(
    *, actor: Actor, message: str, surface: Surface, language: str, title: str, body: str, number: int
) -> TextVersion:
    """Put words in force from now on; an empty body brings ours back. `number` is the version the writer saw.

    Raises DomainError not_found, text_changed (somebody wrote another version meanwhile); Invalid text_long, text_same,
    title_missing, placeholder_unknown, placeholder_missing with the names.
    """
    kind = registry.get(message)
    if not actor.is_administrator or kind is None or surface not in kind.surfaces() or language not in LANGUAGES:
        raise DomainError("not_found")
    text = Text(clean_display(title), clean_display(body).replace("\r\n", "\n"))
    _check(kind, surface, language, text)
    newest = newest_of(actor.institution_id, message, surface, language)
    if number != (newest.number if newest else 0):
        raise DomainError("text_changed")
    if text == (Text(newest.title, newest.body) if newest else Text("", "")):
        raise Invalid("text_same")
    row = TextVersion(
        institution_id=actor.institution_id, message=message, surface=surface, language=language, number=number + 1,
        title=text.title, body=text.body, written_by=actor.person_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DomainError("text_changed") from None
    after = {"message": message, "surface": str(surface), "language": language, "number": row.number}
    line = Line("text.written", "text", row.id, after=after)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])
    return row


def _check(kind: type[Message], surface: Surface, language: str, text: Text) -> None:
    if not text.body:
        return
    known = {*kind.placeholders()}
    ours = rendering.shipped(kind, surface, language)
    if ours.title and not text.title:
        raise Invalid("title_missing")
    used, wanted = rendering.placeholders(text), rendering.placeholders(ours)
    if unknown := sorted(used - known):
        raise Invalid("placeholder_unknown", names="، ".join(f"{{{name}}}" for name in unknown))
    if missing := sorted(wanted - used):
        raise Invalid("placeholder_missing", names="، ".join(f"{{{name}}}" for name in missing))
    long = len(text.title) > LONGEST_TITLE or len(text.body) > LONGEST_BODY
    if long or (surface is Surface.SMS and sms.parts(_as_sent(kind, surface, language, text.body)) > MOST_PARTS):
        raise Invalid("text_long")


def _as_sent(kind: type[Message], surface: Surface, language: str, body: str) -> str:
    """A text with the values of the example, as it would leave the house."""
    values = example(kind, surface, language)
    return rendering.in_order(rendering.fill(body, values), language) + rendering.fill(_tail(kind, surface), values)


def _tail(kind: type[Message], surface: Surface) -> str:
    return WEB_OTP if kind.secret and surface is Surface.SMS else ""


def newest_of(institution_id: UUID, message: str, surface: Surface, language: str) -> TextVersion | None:
    rows = TextVersion.objects.filter(
        institution_id=institution_id, message=message, surface=surface, language=language
    )
    return rows.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Preview:
    """One text as it stands and as somebody would get it. `number` is 0 while the words are ours; `values` is what the
    example fills in, `tail` what is written below the text by itself."""

    surface: Surface
    language: str
    text: Text
    ours: Text
    filled: Text
    values: Mapping[str, str]
    tail: str
    parts: int
    number: int
    at: datetime | None


def all_previews(actor: Actor) -> dict[str, list[Preview]]:
    """Every text of every message, by the message's key; nothing for who is no administrator."""
    if not actor.is_administrator:
        return {}
    rows = TextVersion.objects.filter(institution_id=actor.institution_id).order_by("number")
    newest = {(row.message, row.surface, row.language): row for row in rows}
    return {
        key: [
            _preview(kind, surface, language, newest.get((key, surface.value, language)))
            for language in LANGUAGES for surface in kind.surfaces()
        ]
        for key, kind in registry.items()
    }  # fmt: skip


def previews(actor: Actor, message: str) -> list[Preview]:
    """Every text of a message, by language and surface. Raises DomainError not_found."""
    kind = registry.get(message)
    if not actor.is_administrator or kind is None:
        raise DomainError("not_found")
    rows = TextVersion.objects.filter(institution_id=actor.institution_id, message=message).order_by("number")
    newest = {(row.surface, row.language): row for row in rows}
    return [
        _preview(kind, surface, language, newest.get((surface.value, language)))
        for language in LANGUAGES for surface in kind.surfaces()
    ]  # fmt: skip


def _preview(kind: type[Message], surface: Surface, language: str, row: TextVersion | None) -> Preview:
    ours = rendering.shipped(kind, surface, language)
    text = Text(row.title, row.body) if row and row.body else ours
    values, tail = example(kind, surface, language), _tail(kind, surface)
    title, body = (rendering.in_order(rendering.fill(each, values), language) for each in (text.title, text.body))
    full = Text(title, body + rendering.fill(tail, values))
    return Preview(
        surface, language, text, ours, full, values, tail, sms.parts(full.body), row.number if row else 0,
        row.created_at if row else None,
    )  # fmt: skip


def example(kind: type[Message], surface: Surface, language: str) -> dict[str, str]:
    """The values of a message's example as they are shown, the code included."""
    made = kind.example()
    values = rendering.shown(kind, made.values(), language)
    if kind.secret:
        code = made.one_time_code()
        values["code"] = rendering.spoken(code, language) if surface is Surface.VOICE else code
    return values


def versions(actor: Actor, message: str, surface: Surface, language: str) -> list[TextVersion]:
    """All versions an administrator's institution wrote, newest first, the last fifty."""
    if not actor.is_administrator:
        return []
    rows = TextVersion.objects.filter(
        institution_id=actor.institution_id, message=message, surface=surface, language=language
    )
    return list(rows.order_by("-number")[:50])
