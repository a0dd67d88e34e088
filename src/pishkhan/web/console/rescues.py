"""Mobile numbers that died: one officer proposes the new one, another confirms (A7, F9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel import phone
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.kernel.ids import uuid_of
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, around
from pishkhan.web.desk import side as desk
from pishkhan.web.entry import signed_in

HERE = "console-rescues"
View = Callable[..., HttpResponseBase]


def officers(view: View) -> View:
    """Raises Http404 for everybody who does not handle accounts."""

    @wraps(view)
    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not identity.rescues.may(actor_of(request)):
            raise Http404
        return view(request, **kwargs)

    return signed_in(asked)


def _around(request: HttpRequest) -> dict[str, Any]:
    """The rail: the console's for administrators, the desk's for officers."""
    if actor_of(request).is_administrator:
        return around(request, HERE)
    return desk.around(request)


def badge(row: identity.Rescue) -> tuple[str, str, str]:
    """Tone, icon and words of a rescue's state."""
    return {
        "asked": ("turn", "phone", _("Waits for a new number")),
        "proposed": ("open", "users", _("Waits for a second officer")),
        "done": ("done", "check", _("Number changed")), "refused": ("debt", "stop", _("Refused")),
    }[row.state]  # fmt: skip


def _source(row: identity.Rescue) -> str:
    return {
        "person": _("Asked for on the page of activation"), "staff": _("Begun by an officer"),
        "not_me": _("“This wasn't me” was pressed in a message"),
    }[row.source]  # fmt: skip


@officers
@require_http_methods(["GET", "POST"])
def rescues(request: HttpRequest) -> HttpResponse:
    """Open ones, or ended ones; an officer begins one for who came or called."""
    actor, wrong = actor_of(request), ""
    if request.method == "POST":
        try:
            row = identity.rescues.begin_by_staff(actor=actor, typed=request.POST.get("person", "")[:100])
        except DomainError as error:
            wrong = phrases.sentence(error)
        else:
            return redirect("console-rescue", row.id)
    ended, before = "ended" in request.GET, uuid_of(request.GET.get("before"))
    rows, following = identity.rescues.page(actor, ended=ended, before=before)
    person = Field(
        id="person", name="person", label=_("Number of the person"), latin=True, maxlength=100,
        value=request.POST.get("person", ""), errors=[wrong] if wrong else (),
        help=_("Student number, staff code or national code of who came to you or called."),
    )  # fmt: skip
    context = {
        **_around(request), "lines": [(row, row.person.shown_name if row.person else "", badge(row)) for row in rows],
        "following": following, "later": before is not None, "ended": ended, "person": person,
        "errors": [("person", wrong)] if wrong else [],
    }  # fmt: skip
    return render(request, "console/rescues.html", context, status=422 if wrong else 200)


@officers
@require_GET
def one(request: HttpRequest, rescue_id: UUID) -> HttpResponse:
    return _page(request, rescue_id)


@officers
@require_POST
def propose(request: HttpRequest, rescue_id: UUID) -> HttpResponse:
    """The first officer."""
    given = request.POST
    return _act(request, rescue_id, _("Another officer must confirm it now."), lambda: identity.rescues.propose(
        actor=actor_of(request), rescue_id=rescue_id, new_mobile=given.get("mobile", "")[:40],
        evidence=given.get("evidence", ""),
    ))  # fmt: skip


@officers
@require_POST
def confirm(request: HttpRequest, rescue_id: UUID) -> HttpResponse:
    """The second one."""
    done = _("The number is changed. The old number was told, and every session has ended.")
    return _act(request, rescue_id, done, lambda: identity.rescues.confirm(
        actor=actor_of(request), rescue_id=rescue_id, stamp=request.POST.get("stamp", "")[:200]
    ))  # fmt: skip


@officers
@require_POST
def refuse(request: HttpRequest, rescue_id: UUID) -> HttpResponse:
    return _act(request, rescue_id, _("It is refused; the number stays."), lambda: identity.rescues.refuse(
        actor=actor_of(request), rescue_id=rescue_id, reason=request.POST.get("reason", "")
    ))  # fmt: skip


def _act(request: HttpRequest, rescue_id: UUID, done: str, verb: Callable[[], None]) -> HttpResponse:
    try:
        verb()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, rescue_id, error)
    said.success(request, done)
    return redirect("console-rescue", rescue_id)


PLACES = {
    "mobile_same": "mobile", "mobile_in_use": "mobile", "mobile.format": "mobile", "evidence_wrong": "evidence",
    "reason_missing": "reason",
}  # fmt: skip


def _page(request: HttpRequest, rescue_id: UUID, error: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    try:
        row = identity.rescues.one(actor, rescue_id)
    except DomainError:
        raise Http404 from None
    faults = error.faults if isinstance(error, Several) else {PLACES.get(error.code, ""): error} if error else {}
    errors = {name: phrases.sentence(each) for name, each in faults.items()}
    people = identity.names([row.proposed_by, row.decided_by])
    old = identity.rescues.current_mobile(row.person_id) if row.person_id else ""
    context = {
        **_around(request), "row": row, "badge": badge(row), "source": _source(row),
        "name": row.person.shown_name if row.person else "", "old": phone.mask_mobile(old) if old else "",
        "number": row.person.facts.get("shown_number", "") if row.person else "",
        "new": phone.show_mobile(row.new_mobile) if row.new_mobile else "",
        "proposed_by": people.get(row.proposed_by, "") if row.proposed_by else "",
        "decided_by": people.get(row.decided_by, "") if row.decided_by else "",
        "open": row.state in identity.rescues.OPEN, "mine": row.proposed_by == actor.me,
        "stamp": identity.rescues.stamp_of(row),
        "fields": _fields(request, errors), "reason": _reason(request, errors), "errors": list(errors.items()),
    }  # fmt: skip
    return render(request, "console/rescue.html", context, status=422 if error else 200)


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given = request.POST
    return [
        Field(id="mobile", name="mobile", label=_("New mobile number"), type="mobile", value=given.get("mobile", ""),
              required=True, errors=[errors["mobile"]] if "mobile" in errors else (), maxlength=20),
        Field(id="evidence", name="evidence", label=_("How you saw who it is"), type="textarea", required=True, rows=2,
              value=given.get("evidence", ""), errors=[errors["evidence"]] if "evidence" in errors else (),
              maxlength=500, help=_("For example: student card and national card seen at the desk.")),
    ]  # fmt: skip


def _reason(request: HttpRequest, errors: dict[str, str]) -> Field:
    return Field(
        id="reason", name="reason", label=_("Reason for refusing"), type="textarea", rows=2, maxlength=500,
        value=request.POST.get("reason", ""), errors=[errors["reason"]] if "reason" in errors else (), required=True,
    )  # fmt: skip
