"""Keeps messages in a page that demo users can open, instead of sending them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pishkhan.notifications.providers.protocol import (
    Answer,
    Channel,
    Fate,
    Health,
    Outcome,
    Outgoing,
    Provider,
    Reason,
    Receipt,
    Setting,
)


class Demo(Provider):
    """Takes everything and delivers at once."""

    key: ClassVar[str] = "demo"
    title: ClassVar[str] = "Demo inbox"
    channels: ClassVar[frozenset[Channel]] = frozenset(Channel)
    settings: ClassVar[tuple[Setting, ...]] = ()
    stays_here: ClassVar[bool] = True
    has_templates: ClassVar[bool] = False
    asks_at_most: ClassVar[int] = 100

    def send(self, message: Outgoing) -> Answer:
        return Answer(outcome=Outcome.OK, provider_id=self.outside.mailbox.put(message), cost=0)

    def find(self, message: Outgoing) -> Answer | None:
        kept = self.outside.mailbox.find(message.reference)
        if kept is None:
            return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.LOST)
        return Answer(outcome=Outcome.OK, provider_id=kept, cost=0)

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        has = self.outside.mailbox.has
        return [
            Receipt(provider_id=one, fate=Fate.DELIVERED if has(one) else Fate.NOT_KNOWN) for one in provider_ids
        ]  # fmt: skip

    def check_config(self) -> Health:
        return Health(ok=True)
