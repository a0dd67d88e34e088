"""Canned replies: written by leads and administrators, put into the boxes of a task."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components import dates
from pishkhan.web.components.numbers import bare
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.web.phrases import sentence

BLAMED = {"canned_title": "title", "canned_taken": "title"}
BOXES = ("pub", "int")
SHOWN = 90
"""Letters of a text in the list."""


def _writer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not servicedesk.canned.may_write(actor):
        raise Http404
    return actor


@signed_in
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The replies this person may change."""
    actor = _writer(request)
    names = _offices(actor)
    rows = [
        (row, names.get(row.office_id, "") if row.office_id else "", _pieces(row.body),
         "rtl" if servicedesk.canned.language_of(row.body) == "fa" else "ltr")
        for row in servicedesk.canned.written_by(actor)
    ]  # fmt: skip
    return render(request, "desk/replies.html", {**around(request), "rows": rows})


def _pieces(body: str) -> list[str]:
    """The beginning of a text, its places apart: each second piece is one."""
    begun = body if len(body) <= SHOWN else re.sub(r"\{[^{}]*$", "", body[:SHOWN]).rstrip() + "…"
    return re.split(r"(\{[^{}\s]+\})", begun)


@signed_in
def edit(request: HttpRequest, reply_id: UUID | None = None) -> HttpResponse:
    """A new one, or one to change. What is refused stays on the page."""
    actor = _writer(request)
    row = servicedesk.canned.written_by(actor).filter(id=reply_id).first() if reply_id else None
    if reply_id and row is None:
        raise Http404
    title, body = (row.title, row.body) if row else ("", "")
    office = str(row.office_id or "") if row else ""
    errors: dict[str, str] = {}
    if request.method == "POST":
        title, body, office = (request.POST.get(name, "") for name in ("title", "body", "office"))
        try:
            servicedesk.canned.put_reply(
                actor=actor, title=title, body=body, office_id=uuid_of(office), reply_id=reply_id
            )
        except Several as error:
            errors = {name: sentence(fault) for name, fault in error.faults.items()}
        except DomainError as error:
            errors = {BLAMED.get(error.code, "body"): sentence(error)}
        else:
            messages.success(request, _("The reply is kept."))
            return redirect("desk-replies")
    context: dict[str, Any] = {
        **around(request), "row": row, "title": title, "body": body, "office": office, "errors": errors,
        "offices": sorted(_offices(actor).items(), key=lambda one: one[1]), "for_all": actor.is_administrator,
        "places": [f"{{{name}}}" for name in servicedesk.canned.PLACES],
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "desk/reply.html", context, status=status)


@signed_in
@require_POST
def put_away(request: HttpRequest, reply_id: UUID) -> HttpResponse:
    servicedesk.canned.put_away(actor=_writer(request), reply_id=reply_id)
    messages.success(request, _("The reply is put away."))
    return redirect("desk-replies")


def _offices(actor: Actor) -> dict[UUID, str]:
    """Offices whose replies the actor may write, by name."""
    units = organisation.units_of(actor.institution_id)
    wanted = set(units) if actor.is_administrator else servicedesk.canned.offices_of(actor)
    return {key: pick(unit.name) for key, unit in units.items() if key in wanted}


@signed_in
@require_GET
def filled(request: HttpRequest, task_id: UUID, reply_id: UUID) -> HttpResponse:
    """One reply as it reads on this task, for the script that puts it into a box."""
    sheet = Sheet(request.actor, task_id)  # type: ignore[attr-defined]
    text = text_for(sheet, reply_id)
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def text_for(sheet: Sheet, reply_id: UUID | None) -> str | None:
    """A reply at hand in the task's office with its places filled; None for another."""
    row = servicedesk.canned.offered_one(sheet.actor.institution_id, sheet.task.office_id, reply_id)
    if row is None:
        return None
    with translation.override(servicedesk.canned.language_of(row.body)):
        return servicedesk.canned.fill(row.body, _values(sheet))


def _values(sheet: Sheet) -> dict[str, str]:
    """What is known of a task, in the language that is set."""
    units = organisation.units_of(sheet.actor.institution_id)
    office = units.get(sheet.task.office_id) if sheet.task.office_id else None
    due = sheet.task.due_at
    return {
        "name": sheet.request.applicant.shown_name, "number": bare(sheet.request.number),
        "service": pick(sheet.request.type.name), "office": pick(office.name) if office else "",
        "deadline": dates.plain(due) if due else _("no deadline"),
    }  # fmt: skip


def asked(request: HttpRequest, sheet: Sheet) -> dict[str, str]:
    """What the plain form put into one of the boxes: {box: text}."""
    box = next((name for name in BOXES if request.GET.get("into") == name), "")
    text = text_for(sheet, uuid_of(request.GET.get("reply", ""))) if box else None
    return {box: text} if text is not None else {}
