"""Finding one's way in a schema: components by key, their labels, and what is wrong with the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from pishkhan.intake.logic.building.keys import make_key
from pishkhan.intake.logic.problems import FormProblem, FormRefused, Path
from pishkhan.intake.logic.schema import parse_form
from pishkhan.kernel.errors import DomainError

Schema = Mapping[str, Any]
Options = Mapping[str, Any]
Component = dict[str, Any]
GROUP, TEXT = "group", "text"


def blank(key: str, fa: str, en: str) -> dict[str, Any]:
    """A form without a question."""
    return {
        "type": "default", "schemaVersion": 18, "id": key, "name": fa, "properties": {"name.en": en},
        "components": [],
    }  # fmt: skip


def listed(schema: Schema) -> Iterator[Component]:
    """Every component in the order of the form, a group before what stands in it."""
    for one in schema["components"]:
        yield one
        yield from one.get("components", ())


def component(schema: Schema, key: str) -> Component:
    """Raises DomainError("build.field_absent")."""
    for one in listed(schema):
        if one.get("key") == key:
            return one
    raise DomainError("build.field_absent", field=key)


def home(schema: Schema, key: str) -> tuple[list[Component], int]:
    """The list a component stands in, and its place there. Raises DomainError("build.field_absent")."""
    for line in (schema["components"], *(one["components"] for one in schema["components"] if one["type"] == GROUP)):
        for index, one in enumerate(line):
            if one.get("key") == key:
                return line, index
    raise DomainError("build.field_absent", field=key)


def group_of(schema: Schema, key: str) -> str:
    """The key of the group a component stands in; empty outside any."""
    line, _ = home(schema, key)
    return next((one["key"] for one in schema["components"] if one.get("components") is line), "")


def label_of(one: Component, lang: str = "fa") -> str:
    """What people call a component: its label, or the beginning of a static text."""
    name = "text" if one["type"] == TEXT else "label"
    fa, en = str(one.get(name, "")), str(one.get("properties", {}).get(f"{name}.en", ""))
    found = (fa or en) if lang.startswith("fa") else (en or fa)
    return found if len(found) <= 60 else found[:59] + "…"


def copy(schema: Schema) -> dict[str, Any]:
    return deepcopy(dict(schema))


def with_keys(schema: Schema) -> dict[str, Any]:
    """The same form; static texts and groups that had no key get one, so that they can be named."""
    new = copy(schema)
    taken = {one["key"] for one in listed(new) if one.get("key")}
    for one in listed(new):
        if not one.get("key"):
            one["key"] = make_key(one["type"], taken)
            taken.add(one["key"])
    return new


def ready(schema: Schema) -> dict[str, Any]:
    """The form without groups that hold nothing."""
    new = copy(schema)
    new["components"] = [one for one in new["components"] if one["type"] != GROUP or one["components"]]
    return new


def where(schema: Schema, path: Path) -> str:
    """The key of the component a problem is in; empty when it is the form's own."""
    here: Any = schema
    found = ""
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(here, Mapping) and "type" in here and "key" in here:
            found = str(here["key"])
    return found


def faults(schema: Schema, options: Options) -> tuple[tuple[str, FormProblem], ...]:
    """All that keeps the form from being published, each with the key of the component it is in."""
    whole = ready(schema)
    try:
        parse_form(whole, options)
    except FormRefused as refused:
        return tuple((where(whole, problem.path), problem) for problem in refused.problems)
    return ()


def accept(schema: dict[str, Any], options: Options) -> dict[str, Any]:
    """The schema, when it is a form or has no question yet. Raises DomainError build.<code>, naming the field."""
    if not any(one["type"] not in {GROUP, TEXT} for one in listed(schema)):
        return schema
    for key, problem in faults(schema, options):
        label = label_of(component(schema, key)) if key else ""
        params = {name: value for name, value in problem.params.items() if name not in {"field", "label"}}
        raise DomainError(f"build.{problem.code}", field=key, label=label, **params)
    return schema
