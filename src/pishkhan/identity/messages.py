"""What accounts say to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Urgency, message


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
