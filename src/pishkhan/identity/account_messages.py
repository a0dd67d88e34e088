"""What an account says to its person: a new password, a new account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Said, Urgency, Words, message

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


@message
@dataclass(frozen=True)
class Welcome(Message):
    """A new account (E18): the user name and where to log in; never the password. By e-mail."""

    key: ClassVar[str] = "welcome"
    icon: ClassVar[str] = "user"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    verbatim: ClassVar[frozenset[str]] = frozenset({"user_name"})
    title: ClassVar[str] = _("You are registered")
    body: ClassVar[str] = _(
        "Hello. Dear applicant, you are registered at %(place)s with a user name and a password. "
        "You can log in to the site through this address. Your user name: %(user_name)s. With thanks."
    )
    user_name: str
    place: Words
    link: str

    @classmethod
    def example(cls) -> Welcome:
        return cls(user_name="0000000000", place={"fa": "سامانهٔ نمونه", "en": "Demo system"}, link="/login/")


@message
@dataclass(frozen=True)
class ProfileReminder(Message):
    """An account that nobody completed is about to be deleted (E20)."""

    key: ClassVar[str] = "profile_reminder"
    icon: ClassVar[str] = "clock"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.BY_DAY
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("Complete your registration by %(last_day)s")
    body: ClassVar[str] = _(
        "Your account is not complete yet. Log in and complete your profile by %(last_day)s; "
        "after that day the account is deleted and you would have to register again."
    )
    sms: ClassVar[str] = _("Pishkhan: complete your registration by %(last_day)s, or your account is deleted.")
    last_day: date
    link: str

    @classmethod
    def example(cls) -> ProfileReminder:
        return cls(last_day=date(2026, 12, 22), link="/profile/")


@message
@dataclass(frozen=True)
class ProfileDecided(Message):
    """An office looked at a profile (E21). `what`: what it decided."""

    key: ClassVar[str] = "profile_decided"
    icon: ClassVar[str] = "check"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("%(what)s")
    body: ClassVar[str] = _("%(reason)s See your profile for what comes next.")
    sms: ClassVar[str] = _("Pishkhan: %(what)s. %(reason)s")
    what: Said
    reason: str
    link: str

    @classmethod
    def example(cls) -> ProfileDecided:
        return cls(what=DECIDED["approved"], reason="مدرک تحصیلی خوانا نیست.", link="/profile/")


DECIDED = {
    "approved": Said(_("Your registration is approved; every service is open to you")),
    "returned": Said(_("Your profile came back to you to be corrected")),
    "refused": Said(_("Your registration was refused")),
}
