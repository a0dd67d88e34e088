"""What is overdue, office by office, for leads, managers and administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk.asking import mark_of, read_mark
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow


@dataclass(frozen=True, slots=True)
class Line:
    """One overdue task; `url` only for who may open it."""

    number: str
    station: str
    holder: str
    due_at: datetime
    url: str


@signed_in
@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """Counts of every office, and the tasks of the one asked for. Raises Http404 for who answers for none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    overseen = workflow.overseen(actor)
    asked = uuid_of(request.GET.get("office"))
    if not overseen or (asked and asked not in overseen):
        raise Http404
    units = organisation.units_of(actor.institution_id)
    found = workflow.overdue(actor)
    rows = [(row, pick(units[row.office_id].name), row.office_id == asked) for row in found]
    lines, more = _lines(actor, asked, request.GET.get("after", "")) if asked else ([], "")
    context = {
        **around(request), "rows": rows, "total": sum(row.tasks for row in found), "now": timezone.now(),
        "office": pick(units[asked].name) if asked else "", "asked": asked, "lines": lines, "more": more,
        "inbox": f"{reverse('desk-inbox')}?tab=late&office={asked}" if asked in actor.units() else "",
        "times": asked is not None and workflow.may_set_times(actor, asked),
    }  # fmt: skip
    return render(request, "desk/overdue.html", context)


def _lines(actor: Actor, office: UUID, after: str) -> tuple[list[Line], str]:
    tasks = workflow.overdue_at(actor, office, after=read_mark(after))
    shown, rest = tasks[: workflow.OVERDUE_PAGE], tasks[workflow.OVERDUE_PAGE :]
    numbers = servicedesk.numbers_of(actor.institution_id, [task.case_id for task in shown])
    titles = workflow.titles_at(actor.institution_id, [(task.case_id, task.node) for task in shown])
    holders = identity.names([task.assignee_id for task in shown])
    mine = {task.id for task in workflow.workable_by(actor).filter(id__in=[task.id for task in shown]).only("id")}
    lines = [
        Line(
            numbers.get(task.case_id, ""), pick(titles.get((task.case_id, task.node))),
            holders.get(task.assignee_id, "") if task.assignee_id else _("Nobody has taken it"), task.due_at,
            reverse("desk-task", args=[task.id]) if task.id in mine else "",
        )
        for task in shown
        if task.due_at
    ]  # fmt: skip
    return lines, mark_of(shown[-1]) if rest else ""
