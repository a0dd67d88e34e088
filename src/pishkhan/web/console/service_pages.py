"""What all pages of a service's draft share: the draft itself, its tabs, keeping a part of it, pairs of languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases, service_words, stamps
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, around

building = servicedesk.building
HERE = "console-services"
FORM = "form"
"""The sheet that students fill in; other sheets are called by the key of their step."""
LONGEST = 2_000
UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)])


def draft_of(request: HttpRequest, draft_id: UUID) -> servicedesk.ServiceDraft:
    """Raises Http404."""
    found = building.draft_of(actor_of(request), draft_id)
    if found is None:
        raise Http404
    return found


def about_draft(request: HttpRequest, draft: servicedesk.ServiceDraft, tab: str) -> dict[str, Any]:
    """The rail, the head and the tabs; `tab` is the name of the page's address."""
    tabs = [
        ("console-service", _("Service")), ("console-service-form", _("Form")),
        ("console-service-conditions", _("Conditions")), ("console-service-documents", _("Documents and guides")),
        ("console-service-route", _("Route")), ("console-service-preview", _("Preview")),
        ("console-service-publish", _("Check and publish")),
    ]  # fmt: skip
    return {
        **around(request, HERE), "draft": draft, "title": pick(draft.content["type"]["name"]), "rev": draft.rev,
        "tabs": [(address(name, draft), label, name == tab) for name, label in tabs],
        "live": building.type_of(draft),
    }  # fmt: skip


def address(name: str, draft: servicedesk.ServiceDraft, *more: str) -> str:
    if name == "console-service-form" and not more:
        more = (FORM,)
    return reverse(name, args=[draft.id, *more])


def keep(request: HttpRequest, draft: servicedesk.ServiceDraft, **parts: Any) -> None:
    """Keep parts of the draft as the page has them. Raises DomainError, page_incomplete among them."""
    rev = stamps.number_of(request, "rev")
    building.keep(actor=actor_of(request), draft_id=draft.id, rev=rev, parts=parts)


def said(error: DomainError) -> str:
    """The sentence of a refusal of these pages."""
    if error.code in service_words.SENTENCES:
        return service_words.sentence(error.code, error.params)
    return phrases.sentence(error)


def sheet_of(draft: servicedesk.ServiceDraft, sheet: str) -> dict[str, Any]:
    """The schema of the form, or of a step's own form. Raises Http404."""
    if sheet == FORM:
        found: dict[str, Any] = draft.content["form"]
        return found
    schema: dict[str, Any] | None = step_of(draft, sheet)["form"]
    if schema is None:
        raise Http404
    return schema


def step_of(draft: servicedesk.ServiceDraft, key: str) -> dict[str, Any]:
    """Raises Http404."""
    for step in draft.content["steps"] or ():
        if step["key"] == key:
            found: dict[str, Any] = step
            return found
    raise Http404


def sheet_parts(draft: servicedesk.ServiceDraft, sheet: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the draft that a changed sheet stands in."""
    if sheet == FORM:
        return {"form": schema}
    steps = [{**step, "form": schema} if step["key"] == sheet else step for step in draft.content["steps"] or ()]
    return {"steps": steps}


def sheet_title(draft: servicedesk.ServiceDraft, sheet: str) -> str:
    return _("Form") if sheet == FORM else pick(step_of(draft, sheet)["title"])


def text(given: Mapping[str, Any], name: str, most: int = LONGEST) -> str:
    """A typed text without what no database takes."""
    return str(given.get(name, "")).translate(UNSTORABLE).replace("\r\n", "\n").strip()[:most]


def pair_of(given: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text typed in both languages."""
    return {"fa": text(given, f"{name}_fa"), "en": text(given, f"{name}_en")}


def pair(
    name: str, label: str, words: Mapping[str, str], errors: Mapping[str, str] | None = None, **more: Any
) -> list[Field]:
    """A field per language; `errors` by the names of the fields."""
    fields = []
    for lang in ("fa", "en"):
        key = f"{name}_{lang}"
        shown = _("%(label)s, %(language)s") % {"label": label, "language": service_words.language_of(lang)}
        wrong = [errors[key]] if errors and key in errors else ()
        each = {**more, "help": more.get("help", "") if lang == "fa" else ""}
        own: dict[str, Any] = {"id": f"f-{key}", "name": key, "label": shown, "errors": wrong, "lang": lang}
        fields.append(Field(**own, value=words.get(lang, ""), latin=lang == "en", **each))
    return fields


def wrong_pair(error: DomainError, name: str) -> dict[str, str]:
    """A refusal about the words of a pair, at the language it means; empty for others."""
    place = {"build.text_missing": f"{name}_fa", "build.english_missing": f"{name}_en", "build.text_long": f"{name}_fa"}
    return {place[error.code]: said(error)} if error.code in place else {}


def summary(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """The list of errors at the top, each with the name of its field."""
    return [(field.id, f"{field.label}: {field.errors[0]}") for field in fields if field.errors]
