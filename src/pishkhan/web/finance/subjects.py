"""Subjects: what may be paid for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases, stamps
from pishkhan.web.finance import subject_form as forms
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around

HERE = "finance-subjects"


@dataclass(frozen=True, slots=True)
class Line:
    """A subject as the list shows it."""

    row: payments.Subject
    title: str
    centre: str
    office: str
    terminal: str
    badge: words.Badge


@accountants
@require_GET
def subjects(request: HttpRequest) -> HttpResponse:
    """Every subject, by title."""
    lines = [_line(row) for row in payments.setting_subjects.subjects_visible_to(actor_of(request))]
    return render(request, "finance/subjects.html", {**around(request, HERE), "lines": lines})


def _line(row: payments.Subject) -> Line:
    if not row.is_open:
        badge = "wait", "minus", _("Closed")
    elif row.terminal is None or not row.terminal.is_open:
        badge = "turn", "alert", _("No terminal in use")
    else:
        badge = "done", "check", _("Open")
    terminal = pick(row.terminal.name) if row.terminal else ""
    return Line(row, pick(row.title), pick(row.centre.name), pick(row.office.name), terminal, badge)


@accountants
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@accountants
@require_http_methods(["GET", "POST"])
def subject(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """One subject, and what can be changed of it."""
    row = payments.setting_subjects.subjects_visible_to(actor_of(request)).filter(id=subject_id).first()
    if row is None:
        raise Http404
    return _form(request, row)


def _form(request: HttpRequest, row: payments.Subject | None) -> HttpResponse:
    actor = actor_of(request)
    faults: dict[str, str] = {}
    wrong = ""
    given = request.POST if request.method == "POST" else None
    if given is not None and "more" not in given:
        try:
            rev = stamps.number_of(request, "rev") if row else 0
            kept = payments.setting_subjects.keep_subject(
                actor=actor, wanted=forms.wanted(given), subject_id=row.id if row else None, rev=rev
            )
        except DomainError as error:
            faults = forms.faults_of(error)
            wrong = "" if faults else phrases.sentence(error)
        else:
            said.success(request, _("The subject is kept."))
            return redirect("finance-subject", kept.id)
    form = forms.form(actor, row, given, faults)
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "line": _line(row) if row else None, "form": form, "wrong": wrong,
        "rev": request.POST.get("rev") or (row.rev if row else 0), "errors": forms.summary(form),
    }  # fmt: skip
    return render(request, "finance/subject.html", context, status=422 if wrong or faults else 200)
