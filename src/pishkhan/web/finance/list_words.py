"""What was wrong with a list of dues, in words; for the page, the file of faults and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.web import people_words, phrases
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current

FAULTS: Mapping[str, Promise] = {
    "student_missing": lazy("Whose debt is it? Write a student number or a national code."),
    "student_unknown": lazy("Nobody here has this number. Compare it with the card; registrations not approved do not "
                            "count."),
    "student_two": lazy("Two students have this number. Write the national code instead."),
    "student_many": lazy("This person studies here more than once (%(numbers)s). Write the student number."),
    "two_students": lazy("Student number and national code belong to two different people. Find out who is meant."),
    "national_id_other": lazy("Nobody here has this national code. Compare it, or leave it empty."),
    "number_zeros": lazy(
        "Nobody has this number, but %(number)s is somebody's: zeros at the beginning were lost. Write it out, or take "
        "all such matches with the button above."
    ),
    "number_padded": lazy("Zeros at the beginning were put back: %(number)s. Compare the number."),
    "amount_negative": lazy("An amount cannot be below nothing. To take a debt away, leave its row out of the list."),
    "money.format": lazy("Write whole rials with digits only, like 4500000 or 4,500,000."),
    "money.too_small": lazy("The amount must be at least one rial. Leave the row out when nothing is owed."),
    "money.too_large": lazy("The amount is far too large. Is it rials?"),
    "subject_unknown": lazy("There is no such subject of payment. Write its title or its key."),
    "subject_other_office": lazy("This subject belongs to another office. Its own people bring its lists in."),
    "subject_two": lazy("Two subjects have this title. Write the key."),
    "subject_closed": lazy("This subject is closed. Open it first, or choose another."),
    "row_twice": lazy("Line %(first)s says the same of the same student. Keep one, or tell them apart by reason or due "
                      "date."),
    "cells_many": lazy("This row has more than the header names. Put text with a separator into quotation marks."),
    "paid_stays": lazy("%(amount)s rials of it were paid; that stays paid."),
    "being_paid": lazy("%(amount)s rials of it are being paid at a bank now and stay as they are. Bring the list in "
                       "again in an hour."),
    "paid_before": lazy(
        "The debt of this subject that the list does not have any more was paid by %(amount)s rials. If it is the same "
        "debt, give the row its old reason and due date again, or it is owed twice."
    ),
    "due_below_shares": lazy("This could never be paid: of every payment %(fixed)s rials go to other accounts first. "
                             "Write more than that, or another subject."),
    "list_missing": lazy("Choose the file of the list."),
}  # fmt: skip

ROWS: Mapping[str, tuple[str, str, Promise]] = {
    "new": ("open", "plus", lazy("New")), "changed": ("turn", "pen", lazy("Changed")),
    "same": ("wait", "minus", lazy("As it was")), "withdrawn": ("turn", "undo", lazy("Withdrawn")),
    "wrong": ("debt", "alert", lazy("Wrong")),
}  # fmt: skip
"""Outcome → tone, icon, words."""


def fault(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    words = FAULTS.get(code)
    if words is None:
        return people_words.fault(code, params)
    return str(words) % {name: _shown(name, value) for name, value in params.items()}


def kept(counts: Mapping[str, Any]) -> str:
    """Why debts that no row speaks of are not withdrawn; empty when there are none."""
    stay = counts.get("kept", 0)
    return _(
        "Debts that are in no row and stay as they are: %(count)s. The student of a wrong row cannot be told, and the "
        "row may be anybody's, so nothing is withdrawn. Mend the row and bring the list in again."
    ) % {"count": numbers.bare(stay)} if stay else ""


def told(error: DomainError) -> str:
    """Why a list was refused as a whole."""
    known = error.code in FAULTS or error.code in people_words.FAULTS
    return fault(error.code, error.params) if known else phrases.sentence(error)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, int):
        return money.group(value, current()) if name in ("amount", "fixed") else numbers.bare(value)
    return numbers.bare(value) if name == "number" else str(value)


def column(key: str) -> str:
    """The name of a column in the language of the page; empty for the whole line."""
    return payments.list_columns.title(key, current())
