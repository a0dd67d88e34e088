"""All that keeps a draft from being published, each with the page and the item where it is mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pishkhan.intake.logic import building
from pishkhan.servicedesk.domain.building import content as contents

FACULTY = "@faculty"


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is about, form, documents or route; `sheet` the form (form, or a step's key) and `item` the component or
    step meant, empty for the whole page. `code` and `params` make the sentence."""

    place: str
    code: str
    item: str = ""
    sheet: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def faults_of(content: contents.Content, *, offices: Collection[str]) -> list[Fault]:
    """`offices` are the keys of the institution's units."""
    return [
        *_about(content["type"]),
        *_form(content["form"], content["options"], "form"),
        *_documents(content["type"]),
        *_route(content, offices),
    ]


def _about(made: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("name", "summary"):
        if not _both(made[name]):
            yield Fault("about", f"service_{name}", name)
    if not made["group"].get("key"):
        yield Fault("about", "service_group", "group")
    opens, closes = made["opens_at"], made["closes_at"]
    if opens and closes and datetime.fromisoformat(opens) >= datetime.fromisoformat(closes):
        yield Fault("about", "service_span", "closes")


def _form(schema: Mapping[str, Any], options: Mapping[str, Any], sheet: str) -> Iterator[Fault]:
    asks = False
    for one in building.listed(schema):
        asks = asks or one["type"] not in {"group", "text"}
        if one["type"] == "group" and not one["components"]:
            yield Fault("form", "service_group_empty", one["key"], sheet, {"label": one["label"]})
    if not asks:
        yield Fault("form", "service_form_empty", "", sheet)
        return
    for key, problem in building.faults(schema, options):
        label = building.label_of(building.component(schema, key)) if key else ""
        yield Fault("form", f"build.{problem.code}", key, sheet, {**problem.params, "label": label})


def _documents(made: Mapping[str, Any]) -> Iterator[Fault]:
    if not _both(made["next"]):
        yield Fault("documents", "service_next", "next")
    for number, each in enumerate(made["documents"], 1):
        if not _both(each["label"]):
            yield Fault("documents", "service_document", f"document-{number}", params={"n": number})
    for number, each in enumerate(made["guides"], 1):
        if not _both(each["title"]) or not all(each["body"].get(lang) for lang in ("fa", "en")):
            yield Fault("documents", "service_guide", f"guide-{number}", params={"n": number})
    for number, each in enumerate(made["faq"], 1):
        if not _both(each["question"]) or not _both(each["answer"]):
            yield Fault("documents", "service_question", f"question-{number}", params={"n": number})


def _route(content: contents.Content, offices: Collection[str]) -> Iterator[Fault]:
    steps = content["steps"]
    if steps is None:
        return
    if not steps:
        yield Fault("route", "service_steps")
    if len(steps) > contents.MOST_STEPS:
        yield Fault("route", "service_steps_many", params={"most": contents.MOST_STEPS})
    for step in steps:
        label = step["title"].get("fa", "")
        if not _both(step["title"]):
            yield Fault("route", "service_step_title", step["key"])
        if step["office"] not in offices and step["office"] != FACULTY:
            yield Fault("route", "service_step_office", step["key"], params={"label": label})
        if step["form"]:
            yield from _form(step["form"], content["options"], step["key"])


def _both(words: Mapping[str, str]) -> bool:
    return all(str(words.get(lang, "")).strip() for lang in ("fa", "en"))
