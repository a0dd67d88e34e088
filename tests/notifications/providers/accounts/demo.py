"""The demo inbox: its mailbox stands in the place of a simulator."""

from __future__ import annotations

from pishkhan.notifications.providers.protocol import Channel, Outgoing
from simulators.book import Book
from tests.notifications.providers.account import CODE, Harness, Kind


class Inbox(Book):
    """A mailbox that keeps what a simulator would."""

    repeat_safe = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def put(self, message: Outgoing) -> str:
        return self.take(to=message.to, channel=message.channel, uid=str(message.reference)).id

    def has(self, provider_id: str) -> bool:
        return self.by_id(provider_id) is not None

    def find(self, reference: int) -> str | None:
        found = self.by_uid(str(reference))
        return found.id if found else None


HARNESS = Harness(
    simulator=Inbox,
    settings=lambda inbox: {},
    mailbox=lambda inbox: inbox,
    kinds={
        "text": Kind(find=True, repeat_safe=True),
        "voice": Kind(channel=Channel.VOICE, code=CODE, find=True, repeat_safe=True),
    },
    lacks=frozenset({"faults", "http", "credit", "templates", "refusals", "push", "busy", "key"}),
)
