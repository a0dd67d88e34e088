"""Instalment plans: what is agreed, what was paid, ending one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing import audit
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.finance import due_words as words
from pishkhan.web.finance.access import actor_of, around, listers

HERE = "finance-plans"
PAGE = 25
BY_ITSELF = "instalment_late"


@listers
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Newest first; those of one state where one is chosen."""
    chosen, before = request.GET.get("only", ""), uuid_of(request.GET.get("before"))
    rows = payments.plans_managed_by(actor_of(request)).select_related("enrolment__person").order_by("-id")
    if chosen in words.PLANS:
        rows = rows.filter(state=chosen)
    found = list((rows.filter(id__lt=before) if before else rows)[: PAGE + 1])
    offices = organisation.units_by_id([row.office_id for row in found])
    context = {
        **around(request, HERE), "chosen": chosen, "later": before is not None,
        "kinds": [(key, str(says)) for key, (_tone, _icon, says) in words.PLANS.items()],
        "following": found[PAGE - 1].id if len(found) > PAGE else None,
        "lines": [
            (row, row.enrolment.person.shown_name, pick(offices[row.office_id].name), words.plan_badge(row.state))
            for row in found[:PAGE]
        ],
    }  # fmt: skip
    return render(request, "finance/plans.html", context)


@listers
@require_GET
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _page(request, plan_id)


def _row(request: HttpRequest, plan_id: UUID) -> payments.InstalmentPlan:
    rows = payments.plans_managed_by(actor_of(request)).select_related("enrolment__person")
    found = rows.filter(id=plan_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, plan_id: UUID, error: DomainError | None = None) -> HttpResponse:
    row = _row(request, plan_id)
    parts: list[Any] = list(payments.parts_of(row.id))
    wrong = phrases.sentence(error) if error else ""
    office = organisation.units_by_id([row.office_id])[row.office_id]
    context = {
        **around(request, HERE), "row": row, "name": row.enrolment.person.shown_name, "office": pick(office.name),
        "badge": words.plan_badge(row.state), "parts": [(part, words.badge(part)) for part in parts],
        "owed": sum(part.owed for part in parts), "log": _log(row), "wrong": wrong,
        "fields": _fields(request, row, wrong),
        "own": row.enrolment.person_id == actor_of(request).me, "errors": [("reason", wrong)] if wrong else [],
    }  # fmt: skip
    return render(request, "finance/plan.html", context, status=422 if error else 200)


def _fields(request: HttpRequest, row: payments.InstalmentPlan, wrong: str) -> list[Field]:
    if payments.replaced_by(row).exists():
        mistake = _("It was a mistake: unpaid instalments are cancelled, and the debt before it stands again")
    else:
        mistake = _("It was a mistake: unpaid instalments are cancelled, and what is unpaid is owed as one debt")
    options = [
        Option("break", _("It was not kept: all that is unpaid is owed now")),
        Option("cancel", mistake),
    ]
    return [
        Field(id="how", name="how", label=_("Why it ends"), type="radio", options=options,
              value=request.POST.get("how", "break")),
        Field(id="reason", name="reason", label=_("Reason"), maxlength=300, value=request.POST.get("reason", ""),
              errors=[wrong] if wrong else ()),
    ]  # fmt: skip


def _log(row: payments.InstalmentPlan) -> list[tuple[str, str, str, Any]]:
    """What, why, by whom, when."""
    lines = list(audit.history(row.enrolment_id).filter(subject_kind="instalment_plan", subject_id=row.id))
    names = identity.names([line.actor_id for line in lines])
    said_of = {
        "plan.made": _("Agreed"), "plan.kept": _("Kept"), "plan.broken": _("Broken"),
        "plan.cancelled": _("Cancelled by the office"),
    }  # fmt: skip
    late = _("An instalment was more than 30 days late.")
    return [
        (said_of.get(line.action, line.action), late if line.reason == BY_ITSELF else line.reason,
         names.get(line.actor_id, "") if line.actor_id else "", line.at)
        for line in lines
    ]  # fmt: skip


@listers
@require_GET
def booklet(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Coupons to print."""
    row = _row(request, plan_id)
    answer = HttpResponse(payments.draw_booklet(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="instalments-{row.enrolment.student_number}.pdf"'
    return answer


@listers
@require_POST
def end(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Break or cancel it, with a reason."""
    _row(request, plan_id)
    verb = payments.cancel_plan if request.POST.get("how") == "cancel" else payments.break_plan
    try:
        mine = payments.by_hand.my_plan(actor_of(request), plan_id)
        verb(actor=actor_of(request), plan_id=mine.id, reason=request.POST.get("reason", ""))
    except DomainError as error:
        return _page(request, plan_id, error)
    said.success(request, _("The plan has ended."))
    return redirect("finance-plan", plan_id)
