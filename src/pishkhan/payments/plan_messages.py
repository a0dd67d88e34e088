"""What is said of instalments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.kernel.money import Rials
from pishkhan.notifications.api import Category, Message, Words, message

SAMPLE = {
    "office": {"fa": "ادارهٔ رفاه نمونه", "en": "Demo Welfare Office"}, "amount": Rials(5_000_000),
    "day": date(2026, 11, 22), "link": "/payments/",
}  # fmt: skip


@message
@dataclass(frozen=True)
class InstalmentSoon(Message):
    """Seven days before an instalment, and one."""

    key: ClassVar[str] = "instalment_soon"
    icon: ClassVar[str] = "coin"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("An instalment is due on %(day)s")
    body: ClassVar[str] = _("%(office)s: %(amount)s rials. Pay on the page of payments.")
    sms: ClassVar[str] = _("Pishkhan: an instalment of %(amount)s rials to %(office)s is due on %(day)s.")
    office: Words
    amount: Rials
    day: date
    link: str

    @classmethod
    def example(cls) -> InstalmentSoon:
        return cls(**SAMPLE)  # type: ignore[arg-type]


@message
@dataclass(frozen=True)
class InstalmentLate(Message):
    key: ClassVar[str] = "instalment_late"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("An instalment is late since %(day)s")
    body: ClassVar[str] = _(
        "%(office)s: %(amount)s rials. Pay before %(last)s: after that day the instalment plan is over, and what was "
        "issued on its condition may be withdrawn."
    )
    sms: ClassVar[str] = _(
        "Pishkhan: an instalment of %(amount)s rials to %(office)s is late. After %(last)s the plan is over."
    )
    office: Words
    amount: Rials
    day: date
    last: date
    link: str

    @classmethod
    def example(cls) -> InstalmentLate:
        return cls(last=date(2026, 12, 22), **SAMPLE)  # type: ignore[arg-type]


@message
@dataclass(frozen=True)
class PlanBroken(Message):
    key: ClassVar[str] = "plan_broken"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("Your instalment plan is over")
    body: ClassVar[str] = _("%(office)s: %(amount)s rials are owed, all of it now. Pay, or speak with the office.")
    sms: ClassVar[str] = _("Pishkhan: your instalment plan with %(office)s is over. %(amount)s rials are owed now.")
    office: Words
    amount: Rials
    link: str

    @classmethod
    def example(cls) -> PlanBroken:
        return cls(office={"fa": "ادارهٔ رفاه نمونه", "en": "Demo Welfare Office"}, amount=Rials(5_000_000),
                   link="/payments/")  # fmt: skip
