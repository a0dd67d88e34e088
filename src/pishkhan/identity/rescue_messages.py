"""What an account says when its number changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Urgency, message


@message
@dataclass(frozen=True)
class MobileChanged(Message):
    """To the old number and the address (F9): whoever had the number must hear of it."""

    key: ClassVar[str] = "mobile_changed"
    icon: ClassVar[str] = "phone"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    verbatim: ClassVar[frozenset[str]] = frozenset({"mask"})
    title: ClassVar[str] = _("Your account has a new mobile number")
    body: ClassVar[str] = _(
        "The university changed the number of your account to %(mask)s. You are logged out everywhere. "
        "If you did not ask for this, call the university at once."
    )
    sms: ClassVar[str] = _(
        "Pishkhan: the number of your account is now %(mask)s. If this was not you, call the university at once."
    )
    mask: str
    link: str

    @classmethod
    def example(cls) -> MobileChanged:
        return cls(mask="0912***4567", link="/help/")


@message
@dataclass(frozen=True)
class MobileIsYours(Message):
    """To the new number: codes come here from now on."""

    key: ClassVar[str] = "mobile_is_yours"
    icon: ClassVar[str] = "phone"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    bell: ClassVar[bool] = False
    title: ClassVar[str] = _("This number is now the one of your account")
    body: ClassVar[str] = _("Codes of the university come to this number from now on. Make a password with one.")
    sms: ClassVar[str] = _(
        "Pishkhan: this number is now the one of your account. Make a password at the university's login page."
    )
    link: str

    @classmethod
    def example(cls) -> MobileIsYours:
        return cls(link="/activate/")
