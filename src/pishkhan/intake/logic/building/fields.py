"""Adding, changing, ordering and removing what a form asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pishkhan.intake.logic.building.conditions import used_by
from pishkhan.intake.logic.building.keys import make_key
from pishkhan.intake.logic.building.tree import (
    GROUP,
    TEXT,
    Component,
    Options,
    Schema,
    accept,
    component,
    copy,
    home,
    label_of,
    listed,
)
from pishkhan.intake.logic.form import CHOICES, FieldType
from pishkhan.intake.logic.schema import MAX_FIELDS
from pishkhan.kernel.errors import DomainError

Words = Mapping[str, str]
Choice = tuple[str, str, str]
"""Value (empty: made from the English), Persian and English."""
MOST_OPTIONS, MOST_GROUPS, LONGEST_WORDS = 200, 40, 2_000
LIMITS: Mapping[str, tuple[str, ...]] = {
    FieldType.TEXTFIELD: ("minLength", "maxLength"), FieldType.TEXTAREA: ("minLength", "maxLength"),
    FieldType.ADDRESS: ("minLength", "maxLength"), FieldType.NUMBER: ("min", "max"), FieldType.RIALS: ("min", "max"),
}  # fmt: skip
"""The limits a type can have."""
_FLAGS: Mapping[str, frozenset[str]] = {
    "latin": frozenset({FieldType.TEXTFIELD}), "decimals": frozenset({FieldType.NUMBER}),
    "notFuture": frozenset({FieldType.JALALI_DATE}), "other": frozenset({FieldType.SELECT, FieldType.RADIO}),
    "searchable": frozenset({FieldType.SELECT}),
}  # fmt: skip


def add_group(schema: Schema, label: Words) -> tuple[dict[str, Any], str]:
    """A heading at the end, with nothing below it yet; the schema and the group's key."""
    new = copy(schema)
    if sum(one["type"] == GROUP for one in new["components"]) >= MOST_GROUPS:
        raise DomainError("build.groups_many", most=MOST_GROUPS)
    key = make_key(_words(label)["en"], _keys(new), other="group")
    new["components"].append({"type": GROUP, "key": key, "components": [], **_named("label", label)})
    return new, key


def edit_group(schema: Schema, key: str, label: Words) -> dict[str, Any]:
    new = copy(schema)
    one = component(new, key)
    _rename(one, "label", _words(label, key))
    return new


def add_field(
    schema: Schema, options: Options, kind: str, label: Words, *, group: str = "", choices: Sequence[Choice] = ()
) -> tuple[dict[str, Any], str]:
    """A question, or static text, at the end of a group (or of the form); the schema and its key.

    Raises DomainError: build.fields_many, build.type_unknown, build.text_missing, build.english_missing,
    build.field_absent for an unknown group, build.options_missing.
    """
    new = copy(schema)
    if kind not in set(FieldType):
        raise DomainError("build.type_unknown", type=kind)
    if sum(one["type"] != GROUP for one in listed(new)) >= MAX_FIELDS:
        raise DomainError("build.fields_many", most=MAX_FIELDS)
    key = make_key(_words(label)["en"], _keys(new), other=kind if kind != TEXT else "note")
    one: Component = {"type": kind, "key": key, **_named("text" if kind == TEXT else "label", label)}
    if kind in CHOICES:
        one["values"] = _values(choices, key)
    line = component(new, group)["components"] if group else new["components"]
    line.append(one)
    return accept(new, options), key


def rename(schema: Schema, options: Options, key: str, label: Words) -> dict[str, Any]:
    """Other words for a question; its key stays, so that what was typed stays with it."""
    new = copy(schema)
    one = component(new, key)
    _rename(one, "text" if one["type"] == TEXT else "label", _words(label, key))
    return accept(new, options)


def edit_field(
    schema: Schema, options: Options, key: str, *, label: Words, help: Words | None = None, required: bool = False,
    limits: Mapping[str, float | None] | None = None, flags: Mapping[str, bool] | None = None, record: str = "",
    locked: bool = False, frozen: bool = False, sensitive: bool = False, wide: bool = False,
    choices: Sequence[Choice] | None = None, shared: str = "", not_before: str = "",
) -> dict[str, Any]:  # fmt: skip
    """All settings of a question at once; conditions and what is not named here stay.

    `choices` are options of its own, `shared` names a list of the service instead. Raises DomainError, naming the
    field: build.option_used for an option that a condition names, and what `accept` finds.
    """
    new = copy(schema)
    one = component(new, key)
    kind = one["type"]
    _rename(one, "label", _words(label, key))
    _help(one, help or {})
    one["validate"] = {
        **{name: value for name, value in one.get("validate", {}).items() if name == "pattern"},
        **({"required": True} if required else {}),
        **{name: value for name in LIMITS.get(kind, ()) if (value := (limits or {}).get(name)) is not None},
    }
    properties = one["properties"]
    _set(properties, {name: (flags or {}).get(name, False) for name, kinds in _FLAGS.items() if kind in kinds})
    _set(properties, {"locked": locked, "frozen": frozen, "sensitive": sensitive})
    _put(properties, "record", record)
    _put(properties, "width", "full" if wide else "")
    if kind == FieldType.JALALI_DATE:
        _put(properties, "notBefore", not_before)
    if kind in CHOICES:
        _choose(schema, one, options, choices, shared)
    return accept(new, options)


def move(schema: Schema, key: str, *, up: bool) -> dict[str, Any]:
    """One place up or down among its neighbours; the first and the last stay where they are."""
    new = copy(schema)
    line, index = home(new, key)
    other = index - 1 if up else index + 1
    if 0 <= other < len(line):
        line[index], line[other] = line[other], line[index]
    return new


def place(schema: Schema, key: str, group: str) -> dict[str, Any]:
    """To the end of another group; an empty one is the end of the form, outside any."""
    new = copy(schema)
    line, index = home(new, key)
    if line[index]["type"] == GROUP or (group and component(new, group)["type"] != GROUP):
        raise DomainError("build.group_nested", field=key, label=label_of(line[index]))
    target = component(new, group)["components"] if group else new["components"]
    if target is not line:
        target.append(line.pop(index))
    return new


def remove(schema: Schema, options: Options, key: str) -> dict[str, Any]:
    """Take a question away, or a heading whose questions then stand without one.

    Raises DomainError("build.looked_at") with the names of what looks at it, ("build.group_condition").
    """
    new = copy(schema)
    line, index = home(new, key)
    one = line[index]
    if lookers := used_by(new, key):
        names = [label_of(component(new, each)) for each in lookers]
        raise DomainError("build.looked_at", field=key, label=label_of(one), names=names)
    if one["type"] == GROUP and one["components"] and one.get("properties", {}).get("show"):
        raise DomainError("build.group_condition", field=key, label=label_of(one))
    line[index : index + 1] = one.get("components", [])
    return accept(new, options)


def _choose(
    schema: Schema, one: Component, options: Options, choices: Sequence[Choice] | None, shared: str
) -> None:
    key = one["key"]
    if shared:
        one.pop("values", None)
        one["properties"]["options"] = shared
    elif choices is not None:
        one["properties"].pop("options", None)
        one["values"] = _values(choices, key)
    else:
        return
    left = {each.get("value") for each in (options.get(shared, ()) if shared else one["values"])}
    for value in _values_of(component(schema, key), options):
        if value not in left and (lookers := used_by(schema, key, value)):
            names = [label_of(component(schema, each)) for each in lookers]
            raise DomainError("build.option_used", field=key, label=label_of(one), value=value, names=names)


def _values_of(one: Component, options: Options) -> list[str]:
    named = one.get("properties", {}).get("options")
    return [each.get("value", "") for each in (options.get(named, ()) if named else one.get("values", ()))]


def _values(choices: Sequence[Choice], key: str) -> list[dict[str, Any]]:
    if len(choices) > MOST_OPTIONS:
        raise DomainError("build.options_many", field=key, most=MOST_OPTIONS)
    taken = {value for value, _, _ in choices if value}
    found = []
    for value, fa, en in choices:
        words = _words({"fa": fa, "en": en}, key)
        if not value:
            value = make_key(words["en"], taken, between="-", other="option")
            taken.add(value)
        found.append({"value": value, "label": words["fa"], "properties": {"label.en": words["en"]}})
    if not found:
        raise DomainError("build.options_missing", field=key)
    return found


def _keys(schema: Schema) -> set[str]:
    return {str(one.get("key", "")) for one in listed(schema)}


def _words(words: Words, key: str = "") -> dict[str, str]:
    fa, en = words.get("fa", "").strip(), words.get("en", "").strip()
    if not fa:
        raise DomainError("build.text_missing", field=key)
    if not en:
        raise DomainError("build.english_missing", field=key, label=fa)
    if max(len(fa), len(en)) > LONGEST_WORDS:
        raise DomainError("build.text_long", field=key, label=fa[:60], most=LONGEST_WORDS)
    return {"fa": fa, "en": en}


def _named(name: str, words: Words) -> dict[str, Any]:
    clean = _words(words)
    return {name: clean["fa"], "properties": {f"{name}.en": clean["en"]}}


def _rename(one: Component, name: str, words: Words) -> None:
    one[name] = words["fa"]
    one.setdefault("properties", {})[f"{name}.en"] = words["en"]


def _help(one: Component, words: Words) -> None:
    if not any(part.strip() for part in words.values()):
        one.pop("description", None)
        one["properties"].pop("description.en", None)
        return
    _rename(one, "description", _words(words, one["key"]))


def _set(properties: dict[str, Any], flags: Mapping[str, bool]) -> None:
    for name, on in flags.items():
        _put(properties, name, "true" if on else "")


def _put(properties: dict[str, Any], name: str, value: str) -> None:
    if value:
        properties[name] = value
    else:
        properties.pop(name, None)
