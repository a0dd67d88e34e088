"""What clearance says to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Said, Words, message

NUMBER, CERTIFICATE, PAGE = "1405-000123", "1405-000045", "/requests/1405-000123/"
LIBRARY: Words = {"fa": "کتابخانهٔ نمونه", "en": "Demo Library"}


@message
@dataclass(frozen=True)
class VisitNotice(Message):
    """«تایید اولیه فرم» (C8)."""

    key: ClassVar[str] = "visit"
    icon: ClassVar[str] = "walk"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("A visit in person is needed for request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s")
    sms: ClassVar[str] = _("Pishkhan: request %(number)s needs a visit in person to %(office)s. %(reason)s")
    number: str
    office: Words
    reason: str
    link: str

    @classmethod
    def example(cls) -> VisitNotice:
        return cls(number=NUMBER, office=LIBRARY, reason="دو کتاب در امانت است.", link=PAGE)


@message
@dataclass(frozen=True)
class DebtNotice(Message):
    key: ClassVar[str] = "debt"
    icon: ClassVar[str] = "coin"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("A debt was recorded on request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s. See the amount on the page of the request.")
    sms: ClassVar[str] = _("Pishkhan: %(office)s recorded a debt on request %(number)s. See it on its page.")
    number: str
    office: Words
    reason: str
    link: str

    @classmethod
    def example(cls) -> DebtNotice:
        return cls(number=NUMBER, office=LIBRARY, reason="دیرکرد بازگرداندن کتاب", link=PAGE)


@message
@dataclass(frozen=True)
class DebtReducedNotice(Message):
    key: ClassVar[str] = "debt_reduced"
    icon: ClassVar[str] = "coin"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("%(what)s: request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s. %(left)s")
    sms: ClassVar[str] = _("Pishkhan: request %(number)s, %(office)s. %(what)s. %(left)s")
    number: str
    office: Words
    reason: str
    what: Said
    left: Said
    link: str

    @classmethod
    def example(cls) -> DebtReducedNotice:
        return cls(
            number=NUMBER, office=LIBRARY, reason="دیرکرد بازگرداندن کتاب", what=REDUCED["evidence"],
            left=NOTHING_LEFT, link=PAGE,
        )  # fmt: skip


REDUCED = {
    "evidence": Said(_("A debt was settled")), "waived": Said(_("A debt was waived")),
    "cancelled": Said(_("A debt was cancelled")),
}  # fmt: skip
"""What became of a debt, by the kind of its entry."""
NOTHING_LEFT = Said(_("Nothing is owed to this office any more."))
SOMETHING_LEFT = Said(_("Another debt to this office is still open. See the amount on the page of the request."))


@message
@dataclass(frozen=True)
class CertificateNotice(Message):
    key: ClassVar[str] = "certificate"
    icon: ClassVar[str] = "file"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Your certificate %(certificate)s is ready")
    body: ClassVar[str] = _("Download it from the page of request %(number)s.")
    sms: ClassVar[str] = _(
        "Pishkhan: your certificate %(certificate)s is ready. Download it from the page of request %(number)s."
    )
    number: str
    certificate: str
    link: str

    @classmethod
    def example(cls) -> CertificateNotice:
        return cls(number=NUMBER, certificate=CERTIFICATE, link=PAGE)


@message
@dataclass(frozen=True)
class RevokedNotice(Message):
    key: ClassVar[str] = "revoked"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("Your certificate %(certificate)s was revoked")
    body: ClassVar[str] = _("Reason: %(reason)s. Do not use it; call support if you do not agree.")
    sms: ClassVar[str] = _("Pishkhan: your certificate %(certificate)s was revoked. The reason is in your messages.")
    number: str
    certificate: str
    reason: str
    link: str

    @classmethod
    def example(cls) -> RevokedNotice:
        return cls(number=NUMBER, certificate=CERTIFICATE, reason="اشتباه در نام رشته", link=PAGE)
