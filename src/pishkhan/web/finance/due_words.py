"""Words of debts and of their forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.kernel import jalali, money
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.payments import api as payments
from pishkhan.payments.api import EntryKind
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option

KINDS: Mapping[str, Promise] = {
    EntryKind.RECORDED: lazy("Recorded"), EntryKind.WAIVED: lazy("Waived"),
    EntryKind.EVIDENCE: lazy("Settled by evidence"), EntryKind.INSTALMENTS: lazy("Put on instalments"),
    EntryKind.CANCELLED: lazy("Cancelled by the office"), EntryKind.CORRECTED: lazy("Corrected"),
    EntryKind.PAID: lazy("Paid"), EntryKind.REFUNDED: lazy("Given back"),
}  # fmt: skip
PLANS: Mapping[str, tuple[str, str, Promise]] = {
    "running": ("open", "hour", lazy("Running")), "kept": ("done", "check", lazy("Kept")),
    "broken": ("debt", "alert", lazy("Broken")), "cancelled": ("wait", "minus", lazy("Cancelled by the office")),
}  # fmt: skip
PLACES = {
    "subject_missing": "subject", "amount_wrong": "amount", "reason_missing": "reason",
    "due_being_paid": "amount", "due_changed": "amount", "due_below_shares": "amount",
    "plan_dates": "end", "plan_count": "count", "plan_months": "count",
    "plan_small": "count",
}  # fmt: skip


def kind(key: str) -> str:
    """What an entry did."""
    return str(KINDS[EntryKind(key)])


def badge(due: Any) -> tuple[str, str, str]:
    """Tone, icon and words of a due with its `owed`."""
    if due.owed <= 0:
        return "done", "check", _("Nothing is owed")
    if due.due_date and due.due_date < timezone.localdate():
        return "debt", "alert", _("Late")
    return "open", "coin", _("Owed")


def plan_badge(state: str) -> tuple[str, str, str]:
    tone, icon, says = PLANS[state]
    return tone, icon, str(says)


def rials(typed: str) -> int:
    """An amount as typed. Raises Invalid with the field it stands in."""
    try:
        return money.parse_rials(typed, minimum=1, maximum=payments.LARGEST_RIALS)
    except Invalid as error:
        raise Invalid(error.code, **{**error.params, "field": "amount"}) from None


def day(typed: str, field: str = "due_date") -> date | None:
    """A Jalali date, or nothing. Raises Invalid with its field."""
    try:
        return jalali.parse_date(typed) if typed.strip() else None
    except Invalid as error:
        raise Invalid(error.code, **{**error.params, "field": field}) from None


def needed_day(typed: str, field: str) -> date:
    """Raises Invalid with its field."""
    found = day(typed, field)
    if found is None:
        raise Invalid("date.format", field=field)
    return found


def count(typed: str) -> int:
    """How many instalments. Raises DomainError plan_count."""
    shown = to_latin(typed).strip()
    if not (shown.isascii() and shown.isdecimal() and len(shown) < 4):
        raise DomainError("plan_count", most=60)
    return int(shown)


def placed(error: DomainError) -> dict[str, str]:
    """Field → what is wrong with it."""
    name = str(error.params.get("field", "")) or PLACES.get(error.code, "reason")
    return {name: phrases.sentence(error)}


def _field(given: Mapping[str, str], errors: Mapping[str, str], form: str, name: str, label: str, **more: Any) -> Field:
    wrong = [errors[name]] if name in errors else ()
    value = given.get(name, more.pop("value", ""))
    return Field(id=f"{form}-{name}", name=name, label=label, value=value, errors=wrong, **more)


def less_fields(given: Mapping[str, str], errors: Mapping[str, str]) -> list[Field]:
    """Waive, settle by evidence, cancel."""
    options = [
        Option(EntryKind.WAIVED, _("Waive")), Option(EntryKind.EVIDENCE, _("Settle by evidence")),
        Option(EntryKind.CANCELLED, _("Cancel: it was recorded by mistake")),
    ]  # fmt: skip
    return [
        _field(given, errors, "less", "kind", _("What is done"), type="radio", options=options, value=EntryKind.WAIVED),
        _field(given, errors, "less", "amount", _("Amount, in rials"), type="rials", optional=True,
               help=_("Empty: all that is owed.")),
        _field(given, errors, "less", "reason", _("Reason"), maxlength=300),
        _field(given, errors, "less", "evidence", _("Evidence"), maxlength=500, optional=True),
    ]  # fmt: skip


def correct_fields(given: Mapping[str, str], errors: Mapping[str, str]) -> list[Field]:
    return [
        _field(given, errors, "correct", "amount", _("Rials owed from now on"), type="rials"),
        _field(given, errors, "correct", "reason", _("Reason"), maxlength=300),
    ]


def plan_fields(given: Mapping[str, str], errors: Mapping[str, str]) -> list[Field]:
    return [
        _field(given, errors, "plan", "count", _("How many instalments"), type="number", maxlength=3),
        _field(given, errors, "plan", "start", _("First instalment"), type="jalali_date"),
        _field(given, errors, "plan", "end", _("Last instalment"), type="jalali_date"),
        _field(given, errors, "plan", "reason", _("Reason"), maxlength=300),
    ]


FORMS = {"less": less_fields, "correct": correct_fields, "plan": plan_fields}
"""What may be done with a due: the place of its form on the page → its fields."""
