"""What an account says about its second factors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Said, Urgency, message


class Change(StrEnum):
    """What can happen to second factors."""

    APP_ADDED = "app_added"
    KEY_ADDED = "key_added"
    REMOVED = "removed"
    CODES = "codes"
    REMOVED_BY_OFFICE = "removed_by_office"


CHANGES = {
    Change.APP_ADDED: Said(_("An authenticator app was added to your account")),
    Change.KEY_ADDED: Said(_("A passkey was added to your account")),
    Change.REMOVED: Said(_("A second factor was removed from your account")),
    Change.CODES: Said(_("Your account has new recovery codes; the earlier ones open nothing any more")),
    Change.REMOVED_BY_OFFICE: Said(_("An administrator removed the second factors of your account")),
}


@message
@dataclass(frozen=True)
class FactorsChanged(Message):
    """A second factor came or went. By every channel, with a way out for who did not do it."""

    key: ClassVar[str] = "factors_changed"
    icon: ClassVar[str] = "shield"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    verbatim: ClassVar[frozenset[str]] = frozenset({"network", "agent"})
    title: ClassVar[str] = _("%(what)s")
    body: ClassVar[str] = _(
        "It was done at the address %(network)s (%(agent)s). If this was not you and you asked nobody for it, open the "
        "link at once: it closes the account to whoever did it."
    )
    sms: ClassVar[str] = _("Pishkhan: %(what)s. If this was not you, see your e-mail or call the university at once.")
    what: Said
    network: str
    agent: str
    link: str

    @classmethod
    def example(cls) -> FactorsChanged:
        return cls(
            what=CHANGES[Change.APP_ADDED], network="192.0.2.7", agent="Firefox, Windows", link="/account/not-me/word/"
        )
