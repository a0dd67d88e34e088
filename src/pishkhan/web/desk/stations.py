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
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current
from pishkhan.web.desk import clock
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


def others(
    actor: Actor, case: workflow.Case, task: workflow.Task, tasks: Sequence[workflow.Task]
) -> list[Passed]:
    """The newest walk of every other station that was reached, in the numbered order."""
    latest: dict[tuple[str, UUID | None], workflow.Task] = {}
    for each in tasks:
        if each.status != TaskStatus.CANCELLED and each.id != task.id and each.node != task.node:
            latest[each.node, each.office_id] = each
    seen = workflow.settings_of(case.version_id).get("sees", {}).get(task.node, ())
    found = [_passed(actor, case, each, seen) for each in latest.values()]
    return sorted(found, key=lambda each: each.number)


def _passed(actor: Actor, case: workflow.Case, task: workflow.Task, seen: Sequence[str]) -> Passed:
    station = workflow.station(case.version_id, task.node)
    own = task.office_id in actor.units()
    hidden = station.private and not own
    done = task.status == TaskStatus.DONE
    groups: Sequence[logic.ShownGroup] = ()
    if task.form_version_id and done and not hidden and (own or task.node in seen):
        answers = workflow.answers_of(task, sensitive=own)
        groups = logic.display(intake.form_of(task.form_version_id), answers, current())
    return Passed(
        number=station.number, title=pick(station.title), status=clock.status_of(task),
        result=_result(task, hidden=hidden) if done else "",
        remark="" if hidden or groups or not done else str(task.form_data.get("note") or ""),
        by="" if hidden else by(task),
        at=task.done_at or task.created_at, groups=groups,
    )  # fmt: skip


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
