"""Movements of money as a table for the accounting, written while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from django.utils.translation import gettext as _

from pishkhan.kernel import jalali
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.payments.api import Movement
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web.spreadsheets import Row

Names = Callable[[Movement], tuple[str, str]]
"""Title of the subject and name of the centre."""


def names(actor: Actor) -> Names:
    subjects = {row.id: pick(row.title) for row in payments.setting_subjects.subjects_visible_to(actor)}
    centres = {unit.id: pick(unit.name) for unit in organisation.units_of(actor.institution_id).values()}
    return lambda each: (subjects.get(each.subject_id, each.subject), centres.get(each.centre_id, ""))


def rows(movements: Iterable[Movement], named: Names) -> Iterator[Row]:
    """The headings, then a line for each movement. Amounts are numbers; what went back has the accounts
    the other way round.

    The words are chosen now: when the lines are written the page's language is over.
    """
    head = [
        _("Date"), _("Gregorian date"), _("Time"), _("Kind"), _("Tracking number"), _("RRN"), _("Bank's reference"),
        _("Student number"), _("Name"), _("Subject"), _("Centre"), _("Terminal"), _("Amount, in rials"),
        _("Deposit identifier"), _("Debit account"), _("Credit account"), _("Number of the transfer"),
    ]  # fmt: skip
    kinds = {"payment": _("Payment"), "refund": _("Refund")}
    return chain([head], (_row(each, named, kinds) for each in movements))


def _row(each: Movement, named: Names, kinds: Mapping[str, str]) -> Row:
    subject, centre = named(each)
    bank, other = f"bank:{each.terminal}", _other(each)
    debit, credit = (bank, other) if each.amount > 0 else (other, bank)
    at = each.at.astimezone(jalali.TEHRAN)
    return [
        jalali.show(each.day), each.day.isoformat(), f"{at:%H:%M:%S}", kinds[each.kind], str(each.order_no), each.rrn,
        each.receipt_ref, each.payer_number, each.payer, subject, centre, each.terminal, abs(each.amount),
        each.identifier, debit, credit, each.transfer,
    ]  # fmt: skip


def _other(each: Movement) -> str:
    """What stands against the bank: what the student owed, or the income of what was paid for."""
    return f"student:{each.payer_number or '-'}" if each.of_due else f"income:{each.subject}"
