"""What accounts say to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Alarm, Category, Message, Said, Urgency, message


@message
@dataclass(frozen=True)
class VerificationCode(Message):
    """A one-time code (A4, E12, E13). `until`: when it dies; `host`: the page it is for, in the WebOTP line."""

    key: ClassVar[str] = "verification_code"
    icon: ClassVar[str] = "lock"
    category: ClassVar[Category] = Category.SECURITY
    urgency: ClassVar[Urgency] = Urgency.CODE
    critical: ClassVar[bool] = True
    secret: ClassVar[str] = "code"  # noqa: S105 - the name of the placeholder
    verbatim: ClassVar[frozenset[str]] = frozenset({"code", "host"})
    title: ClassVar[str] = _("Your verification code")
    body: ClassVar[str] = _(
        "Your verification code is %(code)s. It is good for %(minutes)s minutes. "
        "Nobody of the university asks you for it."
    )
    sms: ClassVar[str] = _("Verification code: %(code)s\nGood for %(minutes)s minutes. Give it to nobody.")
    voice: ClassVar[str] = _("Your verification code is: %(code)s. Again: %(code)s.")
    code: str
    minutes: int
    host: str
    until: datetime
    link: str = ""

    def dies_at(self) -> datetime:
        return self.until

    @classmethod
    def example(cls) -> VerificationCode:
        return cls(code="123456", minutes=5, host="desk.example", until=datetime(2026, 12, 1, tzinfo=UTC))


ALARMS = {
    Alarm.BUDGET: Said(_("Four fifths of this month's money for messages are spent")),
    Alarm.SPENT: Said(_("This month's money for messages is spent")),
    Alarm.DAY_FULL: Said(_("Today's messages are used up")),
    Alarm.PROVIDER: Said(_("A provider of messages does not send")),
    Alarm.STUCK: Said(_("Messages find no provider")),
}


@message
@dataclass(frozen=True)
class AlarmNotice(Message):
    """What failed about messages, for administrators. By e-mail and in the bell only."""

    key: ClassVar[str] = "alarm"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.ALARM
    urgency: ClassVar[Urgency] = Urgency.NOW
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("%(what)s")
    body: ClassVar[str] = _("The list of incidents says what happened and what to do.")
    what: Said
    link: str

    @classmethod
    def example(cls) -> AlarmNotice:
        return cls(what=ALARMS[Alarm.PROVIDER], link="/console/incidents/")
