"""One task on one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases, questions, taking
from pishkhan.web.components.language import current
from pishkhan.web.desk import card, clock, conversation, drafts, replies, sections, stand_in, stations, step_form
from pishkhan.web.desk.inbox import ASSIGNABLE
from pishkhan.web.desk.refused import Refused
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow


@signed_in
@require_GET
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The page of a task at one of the reader's desks, open or done. What the student wrote counts as read."""
    sheet = Sheet(request.actor, task_id)  # type: ignore[attr-defined]
    return _drawn(request, sheet, None)


def page(request: HttpRequest, task_id: UUID, refused: Refused | None = None) -> HttpResponse:
    """The page; after a refusal with the reasons and with everything that was typed."""
    return _drawn(request, Sheet(request.actor, task_id), refused)  # type: ignore[attr-defined]


def _drawn(request: HttpRequest, sheet: Sheet, refused: Refused | None) -> HttpResponse:
    context = {
        **around(request), **_head(sheet), **_about(sheet), **_acting(sheet, refused), "refused": refused,
        "instead_of": stand_in.for_task(sheet.actor, sheet.task, stand_in.names(request)),
    }  # fmt: skip
    put = replies.asked(request, sheet)
    context["message_typed"] = context.get("message_typed") or put.get("pub", "")
    context["note_typed"] = context.get("note_typed") or put.get("int", "")
    if any(said.new for said in context["talk"]):
        servicedesk.mark_read(actor=sheet.actor, request=sheet.request)
    return render(request, "desk/task.html", context, status=refused.status if refused else 200)


def _head(sheet: Sheet) -> dict[str, Any]:
    calendar = organisation.calendar_of(sheet.actor.institution_id)
    units = organisation.units_of(sheet.actor.institution_id)
    office = units.get(sheet.task.office_id) if sheet.task.office_id else None
    return {
        "sheet": sheet, "task": sheet.task, "station": sheet.station, "case_request": sheet.request,
        "student": sheet.request.applicant.shown_name, "service": pick(sheet.request.type.name),
        "office": pick(office.name) if office else "", "status_key": stations.status(sheet, sheet.task, sheet.station),
        "sla": clock.sla_of(sheet.task, calendar, timezone.now()),
        "holder": sheet.holder_at(sheet.task, sheet.station),
        "done_by": stations.by(sheet.task) if sheet.reader else sheet.holder_at(sheet.task, sheet.station),
    }  # fmt: skip


def _about(sheet: Sheet) -> dict[str, Any]:
    attachments = servicedesk.attachments_of(sheet.request, sheet.actor)
    passed = stations.others(sheet)
    given = sheet.given()
    return {
        "facts": sheet.facts(), "given": given, "mismatches": sum(bool(answer.recorded) for answer in given),
        "documents": sheet.request.type.rules.get("documents", []), "passed": passed,
        "passed_done": sum(each.status in {"done", "na"} for each in passed),
        "card_warning": card.warning(sheet), "talk": conversation.of(sheet, attachments),
        "attachments": [row for row in attachments if not servicedesk.comment_of(row)],
        "survey": servicedesk.surveys.survey_for(sheet.actor, sheet.request, sheet.task.office_id),
        "others": taking.others(sheet.request), "reply_days": conversation.REPLY_DAYS,
        "replies": servicedesk.canned.offered(sheet.actor.institution_id, sheet.task.office_id) if sheet.open else [],
    }  # fmt: skip


def _acting(sheet: Sheet, refused: Refused | None) -> dict[str, Any]:
    """The right-hand side: the step form and what else can be done here."""
    if not sheet.open:
        return _done(sheet, refused)
    offered = sheet.station.actions
    blocks = [phrases.block_words(block) for block in sheet.blocks]
    sent = refused is not None and refused.section in {"send", "visit"}
    typed = _beside(sheet, refused)
    debts = [sections.debt(due, refused) for due in sheet.dues]
    return {
        "fields": _step_fields(sheet, refused), "key": uuid4().hex, "note_key": uuid4().hex, "message_key": uuid4().hex,
        "why": [*(refused.words if refused and sent and not refused.late else ()), *blocks],
        "can_send": not sheet.blocks and not sheet.waits_for_lead,
        "visit_form": sections.visit(refused, typed) if "visit" in offered else None,
        "visit_ticked": bool(typed.get("visit_required")), "to_student": typed.get(drafts.WORD, ""),
        "hold": sections.hold(refused) if "hold" in offered else None,
        "back": sections.back(sheet.request, refused) if "return" in offered and not sheet.task.returned else None,
        "skip": sections.skip(refused) if "na" in offered else None,
        "debts": debts,
        "kept": [line for box in debts if box.form.open and box.due.owed <= 0 for line in sections.in_words(box.form)],
        "staff": _staff(sheet), "summary": _summary(sheet, refused),
        "message_typed": refused.typed("message", "body") if refused else "",
        "note_typed": refused.typed("note", "body") if refused else "", **_draft(sheet),
    }  # fmt: skip


def _draft(sheet: Sheet) -> dict[str, Any]:
    """Whether the step form is kept while one types, and when it last was."""
    draft = sheet.draft
    return {
        "autosave_url": reverse("desk-draft", args=[sheet.task.id]) if sheet.form else "",
        "draft_rev": draft.rev if draft else 0, "draft_words": drafts.saved_words(draft.saved_at) if draft else "",
    }  # fmt: skip


def _step_fields(sheet: Sheet, refused: Refused | None) -> list[Any]:
    if sheet.form is None:
        return []
    if refused and refused.section in {"send", "visit"}:
        return step_form.fields(sheet.form, step_form.raw_of(sheet.form, refused.posted), refused.fields)
    if draft := sheet.draft:
        return step_form.fields(sheet.form, intake.raw_of(draft), {})
    return step_form.fields(sheet.form, logic.typed(sheet.form, sheet.answered), {})


def _beside(sheet: Sheet, refused: Refused | None) -> dict[str, str]:
    """What the inputs of the step form that are no answers hold."""
    if refused and refused.section in {"send", "visit"}:
        return {name: str(refused.posted.get(name, "")) for name in (drafts.WORD, *drafts.VISIT)}
    kept = intake.raw_of(sheet.draft) if sheet.draft else {}
    return {name: kept[name][0] for name in (drafts.WORD, *drafts.VISIT) if name in kept}


def _summary(sheet: Sheet, refused: Refused | None) -> list[tuple[str, str]]:
    """The errors of the step form, linked to their fields."""
    if refused is None or refused.section != "send" or sheet.form is None:
        return []
    keys = [field.key for field in sheet.form.fields]
    return [
        (questions.element(key), words)
        for key in sorted(refused.fields, key=lambda key: keys.index(key) if key in keys else len(keys))
        for words in refused.fields[key]
        if key in keys
    ]


def _staff(sheet: Sheet) -> list[tuple[UUID, str]]:
    if not sheet.leads or sheet.task.office_id is None:
        return []
    return [(one.id, one.shown_name) for one in identity.staff_of(sheet.task.office_id, ASSIGNABLE)]


def _done(sheet: Sheet, refused: Refused | None) -> dict[str, Any]:
    """A finished station: its answers for its own office, and the way to take it up again (B26)."""
    shown = logic.display(sheet.form, sheet.answered, current()) if sheet.form else ()
    return {
        "own_groups": shown, "untold": sheet.reader is None and sheet.form is not None,
        "kept": refused.kept(sheet.form) if refused else [],
        "reopen": sections.reopen(refused) if _may_reopen(sheet) else None,
    }


def _may_reopen(sheet: Sheet) -> bool:
    walked = [task for task in sheet.tasks if task.node == sheet.task.node and task.scope == sheet.task.scope]
    newest = walked[-1].id == sheet.task.id if walked else False
    return sheet.case.status == workflow.CaseStatus.OPEN and sheet.task.status == workflow.TaskStatus.DONE and newest
