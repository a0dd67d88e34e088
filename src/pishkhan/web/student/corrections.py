"""Mending the answers an office named (B18): same number, same officer, nothing else opens."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.student import filling as work
from pishkhan.web.student import questions
from pishkhan.web.student.access import actor_of, own_request, signed_in


@signed_in
def correct(request: HttpRequest, number: str, return_id: UUID) -> HttpResponse:
    """The named answers to mend, the others to read."""
    found, actor = own_request(request, number), actor_of(request)
    row = next((each for each in servicedesk.open_returns(found) if each.id == return_id), None)
    if row is None:
        if any(each.id == return_id for each in servicedesk.returns_of(found)):
            messages.info(request, sentence(DomainError("answered_already")))
            return redirect(servicedesk.page_of(found))
        raise Http404
    form = intake.form_of(found.submission.form_version_id)
    filed = intake.answers_of(found.submission)
    raw = intake.typed(found.submission)
    if request.method != "POST":
        return _page(request, found, row, form, filed, raw, {})
    raw = {**raw, **{key: values for key, values in work.typed(form, request.POST).items() if key in row.fields}}
    wrong: dict[str, str] = {}
    files = _files(actor, request, form, row, wrong)
    if not wrong:
        try:
            servicedesk.resubmit(actor=actor, return_id=row.id, raw=raw, files=files)
        except intake.NotAccepted as error:
            wrong = work.error_words(form, error.errors)
        except DomainError as error:
            if error.code != "answered_already":
                raise
            messages.info(request, sentence(error))
            return redirect(servicedesk.page_of(found))
    if wrong:
        return _page(request, found, row, form, filed, raw, wrong)
    messages.success(request, _("Your correction is sent. The number of your request stays the same."))
    return redirect(servicedesk.page_of(found))


def _files(
    actor: Actor, request: HttpRequest, form: logic.Form, row: servicedesk.Return, wrong: dict[str, str]
) -> dict[str, StoredFile]:
    taken: dict[str, StoredFile] = {}
    for asked in form.fields:
        upload = request.FILES.get(asked.key)
        if asked.type is not logic.FieldType.FILEPICKER or asked.key not in row.fields or upload is None:
            continue
        try:
            taken[asked.key] = work.take_in(actor, upload)
        except Invalid as error:
            wrong[asked.key] = sentence(error)
    return taken


def _page(
    request: HttpRequest, found: servicedesk.Request, row: servicedesk.Return, form: logic.Form,
    filed: Mapping[str, Any], raw: Mapping[str, list[str]], wrong: Mapping[str, str],
) -> HttpResponse:  # fmt: skip
    record = identity.record_of(found.enrolment)
    named = frozenset(row.fields)
    held = {key: filed[key] for key in filed if isinstance(filed.get(key), dict)}
    answers = logic.clean(
        form, raw, record=record, files=held, today=timezone.localdate(), filed=filed
    ).answers  # fmt: skip
    prefilled = {**logic.prefill(form, record), **raw}
    sheet = questions.Sheet(form=form, raw=prefilled, answers=answers, errors=wrong, only=named)
    shown = logic.display(form, filed, current())
    rest = [
        logic.ShownGroup(group.key, group.label, tuple(line for line in group.rows if line.key not in named))
        for group in shown
    ]
    context = {
        "found": found, "row": row, "groups": questions.groups(sheet), "errors": questions.summary(sheet),
        "rest": [group for group in rest if group.rows], "held": _scalars(filed, named),
        "case_url": servicedesk.page_of(found),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "student/correct.html", context, status=status)


def _scalars(filed: Mapping[str, Any], named: frozenset[str]) -> list[tuple[str, Any]]:
    """The answers that stay, for the rules in the browser."""
    return [(key, value) for key, value in filed.items() if key not in named and isinstance(value, str)]
