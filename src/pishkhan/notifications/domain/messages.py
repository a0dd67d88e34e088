"""What a message is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a person can be reached. Made by `identity.api.recipient_of`."""

    institution_id: UUID
    person_id: UUID
    mobile: str = ""
    email: str = ""
    language: str = "fa"


class Message:
    """One thing the product says. Subclasses are frozen dataclasses whose fields are the placeholders.

    `title` and `body` are templates of gettext source text with %(name)s placeholders. The values named in `spoken` are
    source texts too, put into the reader's language when read.
    """

    key: ClassVar[str]
    icon: ClassVar[str] = "bell"
    title: ClassVar[str]
    body: ClassVar[str]
    spoken: ClassVar[frozenset[str]] = frozenset()
    link: str

    def values(self) -> Mapping[str, str]:
        """The placeholders, as text. Must hold no code, password or other secret."""
        fields = getattr(self, "__dataclass_fields__", {})
        return {name: str(getattr(self, name)) for name in fields if name != "link"}


registry: dict[str, type[Message]] = {}


def message(cls: type[Message]) -> type[Message]:
    """Make a message class known by its key, so that old rows keep their words."""
    if registry.setdefault(cls.key, cls) is not cls:
        raise RuntimeError(f"two messages named {cls.key}")
    return cls
