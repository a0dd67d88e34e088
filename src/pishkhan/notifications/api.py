"""The door of `notifications`."""

from pishkhan.notifications.domain.delivery import mark_read, send
from pishkhan.notifications.domain.messages import Message, Recipient, message
from pishkhan.notifications.domain.queries.notices import ShownNotice, link_of, page, unread_count, unread_of

__all__ = [
    "Message",
    "Recipient",
    "ShownNotice",
    "link_of",
    "mark_read",
    "message",
    "page",
    "send",
    "unread_count",
    "unread_of",
]
