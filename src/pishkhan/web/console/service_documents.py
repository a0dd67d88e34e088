"""«مدارک و راهنما»: what to bring, how it goes, what people ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as done
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.intake.logic.building import make_key
from pishkhan.kernel.errors import DomainError
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import administrators
from pishkhan.web.console.service_pages import about_draft, building, draft_of, keep, pair, pair_of, said

SPARE = 1
LINES = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One entry with its inputs; an entry whose inputs are all empty is taken away."""

    id: str
    title: str
    fields: list[Field]


@administrators
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft, wrong = draft_of(request, draft_id), ""
    made = draft.content["type"]
    if request.method == "POST":
        made = {**made, **_read(request.POST)}
        try:
            keep(request, draft, type=made)
        except DomainError as error:
            wrong = said(error)
        else:
            done.success(request, _("Kept in the draft."))
            if "more" in request.POST:
                return redirect("console-service-documents", draft.id)
            return redirect("console-service-route", draft.id)
    context = {
        **about_draft(request, draft, "console-service-documents"), "wrong": wrong,
        "next_fields": pair("next", _("What happens after filing"), made["next"], type="textarea", required=True),
        "documents": _documents(made), "guides": _guides(made), "questions": _questions(made),
    }  # fmt: skip
    return render(request, "console/service_documents.html", context, status=422 if wrong else 200)


def _read(given: QueryDict) -> dict[str, Any]:
    taken: set[str] = set()

    def key(words: Mapping[str, str], other: str) -> str:
        found = make_key(words["en"], taken, between="-", other=other)
        taken.add(found)
        return found

    found: dict[str, Any] = {"next": pair_of(given, "next"), "documents": [], "guides": [], "faq": []}
    for name in _numbers(given, "document", building.MOST_DOCUMENTS):
        if any((label := pair_of(given, name)).values()):
            row = {"key": key(label, "document"), "label": label, "required": f"{name}_required" in given}
            found["documents"].append(row)
    taken.clear()
    for name in _numbers(given, "guide", building.MOST_GUIDES):
        title, body = pair_of(given, name), pair_of(given, f"{name}_body")
        if any((*title.values(), *body.values())):
            lines = {lang: _lines(words) for lang, words in body.items()}
            found["guides"].append({"key": key(title, "guide"), "title": title, "body": lines})
    for name in _numbers(given, "question", building.MOST_QUESTIONS):
        question, answer = pair_of(given, name), pair_of(given, f"{name}_answer")
        if any((*question.values(), *answer.values())):
            found["faq"].append({"question": question, "answer": answer})
    return found


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.split("\n") if line.strip()][:LINES]


def _numbers(given: QueryDict, name: str, most: int) -> list[str]:
    return [f"{name}{n}" for n in range(1, most + 1) if f"{name}{n}_fa" in given or f"{name}{n}_en" in given]


def _documents(made: Mapping[str, Any]) -> list[Card]:
    rows = [*made["documents"], *[{"label": {}, "required": True}] * SPARE][: building.MOST_DOCUMENTS]
    return [
        Card(f"document-{n}", _("Document"), [
            *pair(f"document{n}", _("Document"), row["label"], maxlength=300),
            Field(id=f"f-document{n}_required", name=f"document{n}_required", type="checkbox", width="full",
                  label=_("Everybody brings it; otherwise only whom it concerns"), value=row["required"]),
        ])
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


def _guides(made: Mapping[str, Any]) -> list[Card]:
    rows = [*made["guides"], *[{"title": {}, "body": {}}] * SPARE][: building.MOST_GUIDES]
    return [
        Card(f"guide-{n}", _("Guide"), [
            *pair(f"guide{n}", _("Title of the guide"), row["title"], maxlength=200),
            *pair(f"guide{n}_body", _("Its lines"), {lang: "\n".join(lines) for lang, lines in row["body"].items()},
                  type="textarea", rows=4, help=_("Each line becomes a point of the guide.")),
        ])
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


def _questions(made: Mapping[str, Any]) -> list[Card]:
    rows = [*made["faq"], *[{"question": {}, "answer": {}}] * SPARE][: building.MOST_QUESTIONS]
    return [
        Card(f"question-{n}", _("Question"), [
            *pair(f"question{n}", _("Question people ask"), row["question"], maxlength=300),
            *pair(f"question{n}_answer", _("Answer"), row["answer"], type="textarea", rows=2),
        ])
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


