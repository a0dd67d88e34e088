"""What an account says to its person: a new password, a new account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Urgency, message

NETWORK, AGENT = "192.0.2.7", "Firefox, Windows"


@message
@dataclass(frozen=True)
class PasswordSet(Message):
    """There is a new password (ASVS 6.4.3). By every channel, with a way out for who did not make it."""

    key: ClassVar[str] = "password_set"
    icon: ClassVar[str] = "lock"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    verbatim: ClassVar[frozenset[str]] = frozenset({"network", "agent"})
    title: ClassVar[str] = _("Your account has a new password")
    body: ClassVar[str] = _(
        "It was made at the address %(network)s (%(agent)s). Everywhere else you are logged out. "
        "If this was not you, open the link at once: it closes the account to whoever did it."
    )
    sms: ClassVar[str] = _(
        "Pishkhan: your account has a new password. "
        "If this was not you, see your e-mail or call the university at once."
    )
    network: str
    agent: str
    link: str

    @classmethod
    def example(cls) -> PasswordSet:
        return cls(network=NETWORK, agent=AGENT, link="/account/not-me/word/")
