"""Refusals about deadlines and the calendar as sentences; incidents of deadlines in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.workflow import api as workflow

SENTENCES: Mapping[str, Promise] = {
    "remind_at": lazy("Write parts of the time in percent, from 1 to 99, at most %(most)s of them."),
    "escalate_after": lazy("Write working hours from 0 to %(most)s in both, or leave both empty."),
    "escalate_order": lazy("The manager cannot be told before the lead."),
    "hours_order": lazy("The closing time must be after the opening time."),
    "hours_none": lazy("Write the hours of at least one day of the week."),
    "day_missing": lazy("Write a day, like 1405/09/05."),
    "day_far": lazy("Write a day from last year to three years from now."),
    "closure_name": lazy("Write why it is closed; students read it."),
    "closes_wrong": lazy("Write a time like 11:30, or leave it empty when the whole day is closed."),
    "holidays_many": lazy("There are %(most)s closed days in this year already. Remove one first."),
    "year_wrong": lazy("Choose a year."),
}

INCIDENTS: Mapping[str, tuple[Promise, Promise]] = {
    workflow.NOBODY_TO_TELL: (
        lazy("Deadlines of an office pass unheard"),
        lazy("It has no staff and no manager above it. Give somebody a role there; what was not told is told then."),
    ),
    workflow.NOT_COUNTED: (
        lazy("Deadlines could not be counted anew after a change of the calendar"),
        lazy("The others were. Look at the log, then save the calendar once more."),
    ),
}
"""Kind → what happened, what to do."""
