"""What other stations of the case found, as far as the reader's office may know (C11, B22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.translation import gettext as _

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel import jalali
from pishkhan.plumbing.texts import pick
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current
from pishkhan.web.desk import clock
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.student import guests
from pishkhan.web.student.case import NEUTRAL
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Outcome, TaskStatus


@dataclass(frozen=True, slots=True)
class Passed:
    """One line: the station, how it ended, by whom and when; `groups` are its answers where the reader may see them."""

    number: int
    title: str
    status: str
    result: str
    remark: str
    by: str
    at: datetime | None
    groups: Sequence[logic.ShownGroup]


def others(sheet: Sheet) -> list[Passed]:
    """The newest walk of every other station that was reached, in the numbered order."""
    latest: dict[tuple[str, UUID | None], workflow.Task] = {}
    for each in sheet.tasks:
        if each.status != TaskStatus.CANCELLED and each.id != sheet.task.id and each.node != sheet.task.node:
            latest[each.node, each.office_id] = each
    found = [_passed(sheet, each) for each in latest.values()]
    return sorted(found, key=lambda each: each.number)


def _passed(sheet: Sheet, task: workflow.Task) -> Passed:
    station = workflow.station(sheet.case.version_id, task.node)
    done = task.status == TaskStatus.DONE
    answers = sheet.answers_at(task, station) if done and task.form_version_id else {}
    groups: Sequence[logic.ShownGroup] = ()
    if answers and task.form_version_id:
        groups = logic.display(intake.form_of(task.form_version_id), answers, current())
    if sheet.reader is None:
        result, remark, who = _untold(station) if done else "", "", sheet.holder_at(task, station)
    else:
        hidden = station.private and task.office_id not in sheet.reader.units()
        result = _result(task, hidden=hidden) if done else ""
        remark = "" if hidden or groups or not done else str(task.form_data.get("note") or "")
        who = "" if hidden else by(task)
    return Passed(
        number=station.number, title=pick(station.title), status=status(sheet, task, station), result=result,
        remark=remark, by=who, at=task.done_at or task.created_at, groups=groups,
    )  # fmt: skip


def _untold(station: workflow.Station) -> str:
    return _("The result is not shown here.") if station.neutral else ""


def status(sheet: Sheet, task: workflow.Task, station: workflow.Station) -> str:
    """The badge of a task; to who reads what the student's side does, as their page shows it."""
    found = clock.status_of(task)
    if sheet.reader is None:
        found = NEUTRAL.get(found, found) if station.neutral else found
        found = "open" if sheet.lent and found in guests.PRIVATE else found
    return found


def by(task: workflow.Task) -> str:
    """«کارشناس ب به جای کارشناس الف»."""
    absent = workflow.instead_of(task)
    if not absent:
        return workflow.holder_of(task)
    return _("%(who)s in the place of %(absent)s") % {"who": workflow.holder_of(task), "absent": absent}


def _result(task: workflow.Task, *, hidden: bool) -> str:
    if hidden:
        return _("Reviewed; its notes stay with that office.")
    if task.outcome == Outcome.NOT_APPLICABLE:
        return _("Not applicable.")
    if task.outcome == Outcome.ACKNOWLEDGED:
        return _("Informed.")
    if task.outcome == Outcome.HANDED_OVER:
        return _("Documents handed over.")
    return _cleared(task.form_data)


def _cleared(answers: Mapping[str, Any]) -> str:
    if answers.get("letter_number") and answers.get("letter_date"):
        day = numbers.isolated(jalali.show(date.fromisoformat(str(answers["letter_date"]))))
        return format_html(_("Letter {number} of {day}"), number=numbers.isolated(answers["letter_number"]), day=day)
    if answers.get("instalments") == "yes":
        return _("Cleared, on condition of instalments.")
    if answers.get("card_lost"):
        return _("Cleared; the student card is lost.")
    return _("Cleared.")
