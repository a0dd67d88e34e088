"""What a draft of a service holds: the type, its form, its own lists and its steps, as plain data.

`type`: name, summary, group {key, name}, audience, statuses, faculties, documents, guides, next, purpose, faq, opens_at
and closes_at (ISO or None), one_at_a_time. `form`: the schema. `options`: lists that the form names. `steps`: one
office after the other, each {key, title, office, role, deadline, actions, form}; None where the process is a drawing of
somebody's hand, which is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building
from pishkhan.servicedesk.models import RequestType
from pishkhan.workflow import api as workflow

Content = dict[str, Any]
PARTS = ("type", "form", "options", "steps")
AUDIENCES = ("student",)
ROLES = ("expert", "lead", "deputy")
ACTIONS = ("return", "hold", "visit", "na")
MOST_STEPS, MOST_HOURS = 20, 2_000
MOST_DOCUMENTS, MOST_GUIDES, MOST_QUESTIONS = 30, 10, 20
RULES = ("audience", "statuses", "faculties", "documents", "guides", "next", "purpose", "faq")
"""What of `type` a request type keeps under `rules`."""


def blank(key: str, fa: str, en: str) -> Content:
    return {"type": blank_type(fa, en), "form": building.blank(key, fa, en), "options": {}, "steps": []}


def blank_type(fa: str, en: str) -> dict[str, Any]:
    return {
        "name": {"fa": fa, "en": en}, "summary": {}, "group": {}, "audience": list(AUDIENCES), "statuses": [],
        "faculties": [], "documents": [], "guides": [], "next": {}, "purpose": {}, "faq": [], "opens_at": None,
        "closes_at": None, "one_at_a_time": False,
    }  # fmt: skip


def of_type(kind: RequestType) -> Content:
    """A service as it is now; its form as published last, its steps where they were drawn from a list."""
    made = blank_type(kind.name.get("fa", ""), kind.name.get("en", ""))
    made |= {name: kind.rules[name] for name in RULES if name in kind.rules}
    made |= {
        "summary": dict(kind.summary), "group": {"key": kind.group.key, "name": dict(kind.group.name)},
        "one_at_a_time": bool(kind.open_slot), "opens_at": _iso(kind.opens_at), "closes_at": _iso(kind.closes_at),
    }  # fmt: skip
    form = intake.newest_version(institution_id=kind.institution_id, key=kind.form_key)
    schema = building.with_keys(form.schema) if form else building.blank(kind.form_key, **kind.name)
    return {
        "type": made, "form": schema, "options": dict(form.options) if form else {}, "steps": steps_of_type(kind),
    }  # fmt: skip


def steps_of_type(kind: RequestType) -> list[dict[str, Any]] | None:
    version = workflow.newest_version(institution_id=kind.institution_id, key=kind.process_key)
    stops = workflow.stops_of(workflow.graph_of(version)) if version else None
    if stops is None:
        return None
    return [step_of(stop, _schema(kind, stop.form)) for stop in stops]


def step_of(stop: workflow.Stop, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "key": stop.key, "title": {"fa": stop.fa, "en": stop.en or stop.fa}, "office": stop.office,
        "role": stop.role, "deadline": stop.deadline, "actions": list(stop.actions),
        "form": building.with_keys(schema) if schema else None,
    }  # fmt: skip


def stop_of(step: Mapping[str, Any], form: str) -> workflow.Stop:
    return workflow.Stop(
        key=step["key"], fa=step["title"]["fa"], en=step["title"]["en"], office=step["office"], role=step["role"],
        deadline=step["deadline"], actions=tuple(step["actions"]), form=form,
    )  # fmt: skip


def step_form_key(key: str, step: str) -> str:
    """The key of a step's form, of at most 60 letters."""
    return f"{key[:38]}-{step}"[:60].strip("-")


def rules_of(made: Mapping[str, Any]) -> dict[str, Any]:
    rules = {name: made[name] for name in RULES}
    return {**rules, "purpose": made["purpose"] if any(made["purpose"].values()) else made["name"]}


def used_options(schema: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Only the lists a form names: a change of another list is no new version of it."""
    named = {one.get("properties", {}).get("options") for one in building.listed(schema)} - {None}
    return {name: options[name] for name in sorted(named) if name in options}


def _schema(kind: RequestType, key: str) -> Mapping[str, Any] | None:
    found = intake.newest_version(institution_id=kind.institution_id, key=key) if key else None
    return found.schema if found else None


def _iso(at: Any) -> str | None:
    return at.isoformat() if at else None
