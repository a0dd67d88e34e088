"""What payments says to payers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.kernel.money import Rials
from pishkhan.notifications.api import Category, Message, Words, message

PAGE = "/payments/00000000-0000-7000-8000-000000000000/"
SUBJECT: Words = {"fa": "موضوع نمونه", "en": "Demo subject"}
NUMBER, REFERENCE = "100234", "240915680043"


@message
@dataclass(frozen=True)
class PaymentReceiptNotice(Message):
    """A payment stands in the ledger."""

    key: ClassVar[str] = "payment_receipt"
    icon: ClassVar[str] = "check"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Your payment of %(amount)s rials was received")
    body: ClassVar[str] = _("%(subject)s. Tracking number %(number)s. The receipt stays on the page of the payment.")
    sms: ClassVar[str] = _("Pishkhan: %(amount)s rials received for %(subject)s. Tracking number %(number)s.")
    amount: Rials
    subject: Words
    number: str
    link: str

    @classmethod
    def example(cls) -> PaymentReceiptNotice:
        return cls(amount=Rials(4_500_000), subject=SUBJECT, number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class PaymentLeftNotice(Message):
    """The payer paid at the bank, and we do not take it."""

    key: ClassVar[str] = "payment_left"
    icon: ClassVar[str] = "undo"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("Your payment of %(amount)s rials was not taken")
    body: ClassVar[str] = _(
        "%(subject)s, tracking number %(number)s. We did not take this money: the bank returns it to your card by "
        "itself, within 72 hours. The reason is on the page of the payment."
    )
    sms: ClassVar[str] = _(
        "Pishkhan: we did not take your payment of %(amount)s rials. The bank returns it to your card within 72 hours. "
        "Tracking number %(number)s."
    )
    amount: Rials
    subject: Words
    number: str
    link: str

    @classmethod
    def example(cls) -> PaymentLeftNotice:
        return cls(amount=Rials(4_500_000), subject=SUBJECT, number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class RefundNotice(Message):
    """Money of a payment goes back by a transfer."""

    key: ClassVar[str] = "refund"
    icon: ClassVar[str] = "coin"
    category: ClassVar[Category] = Category.PROGRESS
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("%(amount)s rials of your payment %(number)s was given back")
    body: ClassVar[str] = _("%(subject)s. The number of the transfer is %(reference)s.")
    sms: ClassVar[str] = _(
        "Pishkhan: %(amount)s rials of your payment %(number)s was given back. Number of the transfer: %(reference)s."
    )
    amount: Rials
    subject: Words
    number: str
    reference: str
    link: str

    @classmethod
    def example(cls) -> RefundNotice:
        return cls(amount=Rials(4_500_000), subject=SUBJECT, number=NUMBER, reference=REFERENCE, link=PAGE)
