"""The options of a choice: written one by one, or a list that the university has already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from pishkhan.intake.logic import building as forms
from pishkhan.kernel.digits import to_latin
from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.fields import Option
from pishkhan.web.console.access import actor_of
from pishkhan.web.console.service_pages import UNSTORABLE

CHOICES = frozenset({"select", "radio", "checklist"})
SPARE = 3
"""Empty rows for further options."""
Row = tuple[str, str, str]
"""Value, Persian, English."""


def latin(typed: str) -> str:
    """A number as typed in any digits, without groups."""
    return to_latin(typed).replace("٬", "").replace(",", "").replace("٫", ".")


def typed(given: QueryDict) -> list[Row]:
    """The rows in which something is written, in the order the page asks for; a row emptied is an option less."""
    columns = [given.getlist(f"choice_{name}") for name in ("value", "fa", "en")]
    rows = [
        (value.translate(UNSTORABLE).strip()[:100], *(each.translate(UNSTORABLE).strip()[:300] for each in words))
        for value, *words in zip(*columns, strict=False)
    ]
    kept: list[Row] = [(row[0], row[1], row[2]) for row in rows]
    index = lifted(given)
    if index is not None and 0 < index < len(kept):
        kept[index - 1], kept[index] = kept[index], kept[index - 1]
    return [row for row in kept if row[1] or row[2]]


def lifted(given: QueryDict) -> int | None:
    """The row whose button «up» was pressed."""
    pressed = given.get("lift", "")
    return int(pressed) if pressed.isascii() and pressed.isdecimal() and len(pressed) < 5 else None


def chosen_list(
    request: HttpRequest, draft: servicedesk.ServiceDraft, one: forms.Component
) -> dict[str, list[dict[str, Any]]]:
    """The university's list that is chosen now and that the draft does not have yet, by its name."""
    name = request.POST.get("shared", "")
    if one["type"] not in CHOICES or not name or name in draft.content["options"]:
        return {}
    found = _lists(request).get(name)
    return {name: found} if found else {}


def shown(request: HttpRequest, draft: servicedesk.ServiceDraft, one: forms.Component) -> dict[str, Any]:
    """What the page draws of the options; nothing for a question without any."""
    if one["type"] not in CHOICES:
        return {"choices": None}
    posted = request.method == "POST"
    shared = request.POST.get("shared", "") if posted else one.get("properties", {}).get("options", "")
    rows = typed(request.POST) if posted else [
        (each["value"], each["label"], each["properties"]["label.en"]) for each in one.get("values", ())
    ]  # fmt: skip
    names = sorted({*draft.content["options"], *_lists(request)})
    return {
        "choices": [*rows, *[("", "", "")] * SPARE], "shared": shared,
        "lists": [Option(name, _title(name)) for name in names],
    }  # fmt: skip


def _lists(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    kept = organisation.institution(actor_of(request).institution_id).texts.get("lists", {})
    return {
        name: [
            {"value": value, "label": words["fa"], "properties": {"label.en": words.get("en") or words["fa"]}}
            for value, words in values.items()
        ]
        for name, values in kept.items()
        if values
    }


def _title(name: str) -> str:
    titles = {
        "faculties": _("Faculties"), "fields": _("Fields of study"), "degrees": _("Degrees"),
        "statuses": _("Statuses of students"), "admission_types": _("Kinds of admission"),
    }  # fmt: skip
    return titles.get(name, name)
