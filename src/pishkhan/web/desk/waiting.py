"""Visits and debts: what makes a station wait, and what lets it go on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.clearance import api as clearance
from pishkhan.kernel import jalali, money
from pishkhan.kernel.errors import Faults
from pishkhan.web import stamps
from pishkhan.web.desk import drafts
from pishkhan.web.desk.actions import perform
from pishkhan.web.entry import signed_in


@signed_in
@require_POST
def ask_visit(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«تایید اولیه فرم»: tells the student; the case does not move (C7, C8). The option must be ticked first, except
    when the student is told again. The answers of the step form are kept as its draft."""
    given = request.POST

    def verb() -> None:
        key = stamps.key_of(request)
        drafts.keep(request.actor, task_id, given, beside=[drafts.WORD])  # type: ignore[attr-defined]
        clearance.require_visit(
            actor=request.actor, task_id=task_id, reason=given.get("visit_reason", ""),  # type: ignore[attr-defined]
            ticked=bool(given.get("visit_required")),
            bring=given.get("visit_bring", ""), place=given.get("visit_place", ""), hours=given.get("visit_hours", ""),
            key=key,
        )  # fmt: skip

    said = _("The student was told to come. The work stays with you.")
    return perform(request, task_id, "visit", verb, said, blame="visit_reason")


@signed_in
@require_POST
def end_visit(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Came, did not come, or need not come."""

    def verb() -> None:
        clearance.close_visit(
            actor=request.actor, task_id=task_id, outcome=request.POST.get("outcome", ""),  # type: ignore[attr-defined]
            note=request.POST.get("note", ""),
        )  # fmt: skip

    return perform(request, task_id, "visit-done", verb, _("The visit is resolved."))


@signed_in
@require_POST
def hold(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """«نگه‌داشتن برای بدهی»."""

    given = request.POST

    def verb() -> None:
        faults = Faults()
        amount = faults.read("amount", lambda: _rials(given.get("amount", "")))
        due_date = faults.read("due_date", lambda: _day(given.get("due_date", "")))
        if not given.get("reason", "").strip():
            faults.note("reason", "reason_missing")
        faults.check()
        clearance.hold_for_debt(
            actor=request.actor, task_id=task_id, amount=amount or 0, due_date=due_date,  # type: ignore[attr-defined]
            reason=given.get("reason", ""),
            evidence=given.get("evidence", ""), key=stamps.key_of(request),
        )  # fmt: skip

    return perform(request, task_id, "hold", verb, _("The debt is recorded and the student was told."))


@signed_in
@require_POST
def settle(request: HttpRequest, task_id: UUID, due_id: UUID) -> HttpResponse:
    """Settled by evidence, waived, or recorded by mistake."""

    def verb() -> None:
        clearance.reduce_debt(
            actor=request.actor, task_id=task_id, due_id=due_id, kind=request.POST.get("kind", ""),  # type: ignore[attr-defined]
            reason=request.POST.get("reason", ""), evidence=request.POST.get("evidence", ""),
        )  # fmt: skip

    return perform(request, task_id, f"debt-{due_id}", verb, _("The debt is settled in the books."))


def _rials(text: str) -> int:
    """Raises Invalid."""
    return int(money.parse_rials(text))


def _day(text: str) -> date | None:
    """Raises Invalid."""
    return jalali.parse_date(text) if text.strip() else None
