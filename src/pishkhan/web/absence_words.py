"""Refusals around absences and the clerk's work, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

SENTENCES: Mapping[str, Promise] = {
    "absence_days": lazy("Choose days from today on, the first not after the last, within one year."),
    "absence_deputy": lazy("Choose a colleague who works here today."),
    "absence_circle": lazy("That colleague's desk comes back to this person in those days. Choose somebody else."),
    "absence_deep": lazy("The chain of deputies would be too long. Choose somebody who is here in those days."),
    "absence_twice": lazy("Those days are entered already. End that entry first."),
    "absence_many": lazy("There are %(most)s entries already. End one of them first."),
    "absence_private": lazy(
        "One of these offices keeps its notes to itself; only its own people stand in there. Choose one of them, or "
        "enter the other offices one by one."
    ),
    "absence_named": lazy("Who stands in for a faculty's deputy is named by the administrator of the university."),
    "filters_many": lazy("There are %(most)s saved views already. Delete one first."),
    "filter_name": lazy("Write a name of at most %(most)s characters."),
    "filter_taken": lazy("You have another view with this name."),
    "rule_wrong": lazy("Choose how new work is handed out."),
    "nobody_present": lazy("No expert of this office is present to take it."),
    "nothing_chosen": lazy("Choose at least one row first."),
    "rows_many": lazy("Choose at most %(most)s rows at once."),
    "form_to_fill": lazy("This station has a form to fill in; open the task."),
    "reply_elsewhere": lazy("That canned reply is not one of this task's office."),
    "bulk_stopped": lazy("Something went wrong with this row; nothing of it was kept. Open the task and try there."),
}

FIELDS: Mapping[str, str] = {
    "absence_days": "since", "absence_deputy": "deputy", "absence_circle": "deputy", "absence_deep": "deputy",
    "absence_twice": "since", "absence_private": "deputy", "absence_named": "deputy", "date.format": "since",
    "date.range": "since", "date.no_such_day": "since",
}  # fmt: skip
"""Which field of the absence form a refusal concerns."""
