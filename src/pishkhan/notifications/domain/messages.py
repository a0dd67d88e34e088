"""What a message is: a class per thing the product says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, NewType, get_type_hints
from uuid import UUID

from pishkhan.kernel.money import Rials
from pishkhan.notifications.enums import Category, Channel, Surface, Urgency, Wish

Said = NewType("Said", str)
"""A source text of ours, put into the reader's language when read."""
Words = Mapping[str, str]
"""A name by language: {"fa": …, "en": …}."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a person can be reached. Made by `identity.api.recipient_of`; without `person_id` for somebody who has no
    account yet. Addresses are as people wrote them; who sends checks them."""

    institution_id: UUID
    person_id: UUID | None
    mobile: str = ""
    email: str = ""
    language: str = "fa"


class Message:
    """One thing the product says. Subclasses are frozen dataclasses whose fields are the placeholders.

    A placeholder is typed `str`, `int`, `date`, `Rials`, `Words` or `Said`. The texts are gettext source texts with
    %(name)s placeholders; those an institution wrote instead have {name}. `title` and `body` stand in the bell and in
    e-mails; without `sms` or `voice` the message does not go that way. `example` is what previews are filled with.
    """

    key: ClassVar[str]
    icon: ClassVar[str] = "bell"
    category: ClassVar[Category]
    urgency: ClassVar[Urgency] = Urgency.BY_DAY
    critical: ClassVar[bool] = False
    """Nobody may mute it."""
    bell: ClassVar[bool] = True
    title: ClassVar[str]
    body: ClassVar[str]
    sms: ClassVar[str] = ""
    voice: ClassVar[str] = ""
    by_email: ClassVar[Wish] = Wish.AT_ONCE
    """How it goes by e-mail to who chose nothing."""
    secret: ClassVar[str] = ""
    """The placeholder that is a one-time code: sealed apart, never in the bell, wiped after use."""
    verbatim: ClassVar[frozenset[str]] = frozenset()
    """Placeholders whose digits stay as they are in every language."""
    outside: ClassVar[frozenset[str]] = frozenset()
    """Placeholders, texts or `Words`, that only go out, such as a link that needs no login: never kept with the
    bell."""
    link: str

    @classmethod
    def example(cls) -> Message:
        """The message filled with plainly made-up values, for previews."""
        raise NotImplementedError

    @classmethod
    def placeholders(cls) -> dict[str, Any]:
        """Name → type, without the link and the time it dies at."""
        found = _kept.get(cls)
        if found is None:
            found = _kept[cls] = _placeholders(cls)
        return found

    @classmethod
    def mutable(cls) -> bool:
        """Whether a person may choose not to get it."""
        return not (cls.critical or cls.secret)

    @classmethod
    def channels(cls) -> tuple[Channel, ...]:
        """The ways this message can go, besides the bell."""
        ways = {Channel.SMS: bool(cls.sms), Channel.VOICE: bool(cls.voice), Channel.EMAIL: bool(cls.body)}
        return tuple(channel for channel, able in ways.items() if able)

    @classmethod
    def surfaces(cls) -> tuple[Surface, ...]:
        """Where it has words."""
        bell = (Surface.BELL,) if cls.bell and not cls.secret else ()
        return (*bell, *(Surface(channel.value) for channel in cls.channels()))

    @classmethod
    def shipped(cls, surface: Surface) -> tuple[str, str]:
        """Title and body of our own, as source texts."""
        if surface is Surface.SMS:
            return "", cls.sms
        return ("", cls.voice) if surface is Surface.VOICE else (cls.title, cls.body)

    def values(self) -> dict[str, Any]:
        """The placeholders as they are stored: text, numbers, names by language. Without the secret one."""
        kept = ((name, getattr(self, name)) for name in self.placeholders() if name != self.secret)
        return {name: value.isoformat() if isinstance(value, date) else _plain(value) for name, value in kept}

    def one_time_code(self) -> str:
        """The secret, empty where there is none."""
        return str(getattr(self, self.secret)) if self.secret else ""

    def dies_at(self) -> datetime | None:
        """When it is of no use any more."""
        return None


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


_kept: dict[type[Message], dict[str, Any]] = {}


def _placeholders(cls: type[Message]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type] # subclasses are dataclasses
    return {name: hints[name] for name in names if name not in {"link", "until"}}


registry: dict[str, type[Message]] = {}
KINDS = (str, int, date, Rials, Said, Words)


def message(cls: type[Message]) -> type[Message]:
    """Make a message class known by its key, so that old rows keep their words. Raises RuntimeError for two of one
    name and for a placeholder of a kind nobody can show."""
    if registry.setdefault(cls.key, cls) is not cls:
        raise RuntimeError(f"two messages named {cls.key}")
    if wrong := [name for name, kind in cls.placeholders().items() if kind not in KINDS]:
        raise RuntimeError(f"{cls.key}: placeholders of unknown kind: {wrong}")
    if cls.secret not in {"", "code"}:
        raise RuntimeError(f"{cls.key}: a secret placeholder is named code")
    return cls
