"""«پیش‌نمایش»: the form as a student gets it, with the same pages and scripts; nothing is filed or kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.intake import logic
from pishkhan.intake.logic import building as forms
from pishkhan.intake.phrases import say
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import questions, service_words
from pishkhan.web.components.language import current
from pishkhan.web.console.access import administrators
from pishkhan.web.console.service_pages import UNSTORABLE, about_draft, address, draft_of

MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Filling:
    """What the student's page asks of a form that is filled in."""

    form_changed: bool = False


@administrators
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The form; a post checks the answers as a student's would be, and shows how they are read."""
    draft = draft_of(request, draft_id)
    schema = forms.ready(draft.content["form"])
    try:
        form = logic.parse_form(schema, draft.content["options"])
    except logic.FormRefused:
        context = about_draft(request, draft, "console-service-preview")
        return render(request, "console/service_preview_none.html", context)
    record = _record(form)
    raw = logic.prefill(form, record)
    posted = request.method == "POST"
    if posted:
        raw |= {
            field.key: [value.translate(UNSTORABLE)[:10_000] for value in request.POST.getlist(field.key)[:MOST_VALUES]]
            for field in form.fields if field.asks and not field.locked
        }  # fmt: skip
    files = {key: {"id": "", "name": str(getattr(sent, "name", ""))} for key, sent in request.FILES.items()}
    found = logic.clean(form, raw, record=record, files=files, today=timezone.localdate())
    errors = {error.key: say(error, form) for error in found.errors} if posted else {}
    context = _context(draft, questions.Sheet(form=form, raw=raw, answers=found.answers, errors=errors))
    if posted and not errors:
        context["answers"] = logic.display(form, found.answers, current())
    return render(request, "console/service_preview.html", context, status=422 if errors else 200)


def _context(draft: servicedesk.ServiceDraft, sheet: questions.Sheet) -> dict[str, Any]:
    made = draft.content["type"]
    kind = SimpleNamespace(key=draft.key, name=made["name"])
    asked = sheet.form.fields
    return {
        "kind": kind, "filling": Filling(),
        "groups": questions.groups(sheet), "errors": questions.summary(sheet), "elsewhere": False, "rev": draft.rev,
        "has_files": any(each.type is logic.FieldType.FILEPICKER for each in asked), "saved_at": None,
        "autosave_url": "", "newer_url": "", "enrolment_title": _("A student of this university"),
        "documents": made["documents"], "next_words": pick(made["next"]), "guides": [],
        "here": address("console-service-preview", draft), "publish_url": address("console-service-publish", draft),
    }  # fmt: skip


def _record(form: logic.Form) -> Mapping[str, str]:
    """Something readable for every question that is filled from the record: no student is looked at."""
    found = {}
    for field in form.fields:
        if field.record:
            words = service_words.RECORDS.get(field.record)
            sample = _("(%(what)s, from the record)") % {"what": words or field.record}
            found[field.record] = field.options[0].value if field.options else SAMPLES.get(field.type, sample)
    return found


SAMPLES: Mapping[logic.FieldType, str] = {
    logic.FieldType.NATIONAL_ID: "0012345679", logic.FieldType.MOBILE: "09120000000",
    logic.FieldType.LANDLINE: "02147701234", logic.FieldType.POSTAL_CODE: "1234567890",
    logic.FieldType.JALALI_DATE: "1380/01/01", logic.FieldType.NUMBER: "1400", logic.FieldType.RIALS: "1000000",
}  # fmt: skip
"""Values that pass the checks of their types and belong to nobody."""
