"""From the stored JSON (a subset of form-js) to a form, or to the list of all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pishkhan.intake.logic import rules
from pishkhan.intake.logic.component import KEY, Reading, read_component, words
from pishkhan.intake.logic.form import CHOICES, Field, FieldType, Form, Group, Words
from pishkhan.intake.logic.problems import FormRefused, Path

MAX_FIELDS = 200
_ROOT = frozenset({"type", "schemaVersion", "id", "name", "properties", "components"})
_GROUP = frozenset({"type", "key", "id", "label", "properties", "components"})
Places = dict[str, Path]


def parse_form(schema: Mapping[str, Any], options: Mapping[str, Any]) -> Form:
    """Read a schema; `options` are the shared lists by name. Raises FormRefused with all faults and paths."""
    reading = Reading(options)
    if not isinstance(schema, Mapping) or not isinstance(schema.get("components"), list):
        reading.report("shape", ("components",), wanted="list")
        raise FormRefused(reading.problems)
    key = schema.get("id", "")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        reading.report("key_bad", ("id",) if "id" in schema else (), key=key)
    if schema.get("type") != "default":
        reading.report("type_unknown", ("type",), type=schema.get("type"))
    for strange in sorted(set(schema) - _ROOT):
        reading.report("key_unknown", (strange,), name=strange)
    name = words(reading, schema, "name", (), needed=False)
    places: Places = {}
    groups = _groups(reading, schema["components"], places)
    fields = [each for group in groups for each in group.fields]
    if not any(each.asks for each in fields) or len(fields) > MAX_FIELDS:
        reading.report("fields_count", ("components",), limit=MAX_FIELDS)
    _check_references(reading, groups, places)
    order = () if reading.problems else _ordered(reading, groups, places)
    if reading.problems:
        raise FormRefused(reading.problems)
    return Form(key, name, groups, order)


def _groups(reading: Reading, components: list[Any], places: Places) -> tuple[Group, ...]:
    groups: list[Group] = []
    loose: list[Field] = []
    for index, raw in enumerate(components):
        path: Path = ("components", index)
        if not isinstance(raw, Mapping):
            reading.report("shape", path, wanted="object")
        elif raw.get("type") == "group":
            groups += _loose(loose)
            loose = []
            groups.append(_group(reading, raw, path, places))
        else:
            loose += _fields(reading, [raw], ("components",), places, first=index)
    return (*groups, *_loose(loose))


def _loose(fields: list[Field]) -> list[Group]:
    return [Group("", Words(), tuple(fields))] if fields else []


def _group(reading: Reading, raw: Mapping[str, Any], path: Path, places: Places) -> Group:
    for name in sorted(set(raw) - _GROUP):
        reading.report("key_unknown", (*path, name), name=name)
    inside = raw.get("components")
    if not isinstance(inside, list) or not inside:
        reading.report("shape", path, wanted="components")
        inside = []
    properties = raw.get("properties", {})
    show = properties.get("show") if isinstance(properties, Mapping) else None
    fields = tuple(_fields(reading, inside, (*path, "components"), places))
    group = Group(str(raw.get("key", "")), words(reading, raw, "label", path), fields, show)
    if show is not None:
        _check_rule(reading, show, (*path, "properties", "show"))
    return group


def _fields(reading: Reading, components: Iterable[Any], path: Path, places: Places, first: int = 0) -> list[Field]:
    found = []
    for index, raw in enumerate(components, first):
        here = (*path, index)
        if not isinstance(raw, Mapping):
            reading.report("shape", here, wanted="object")
            continue
        field = read_component(reading, raw, here)
        if field is None:
            continue
        if field.key in places:
            reading.report("key_twice", (*here, "key"), key=field.key)
        places[field.key] = here
        for name in ("show", "require"):
            if (rule := getattr(field, name)) is not None:
                _check_rule(reading, rule, (*here, "properties", name))
        found.append(field)
    return found


def _check_rule(reading: Reading, rule: Any, path: Path) -> None:
    for code in dict.fromkeys(rules.faults(rule)):
        reading.report(code, path)


def _check_references(reading: Reading, groups: tuple[Group, ...], places: Places) -> None:
    if reading.problems:
        return
    fields = {each.key: each for group in groups for each in group.fields if each.asks}
    for group in groups:
        inside = next((places[each.key][:2] for each in group.fields), ())
        _check_names(reading, group.show, fields, (*inside, "properties", "show"))
        for each in group.fields:
            here = (*places[each.key], "properties")
            _check_names(reading, each.show, fields, (*here, "show"))
            _check_names(reading, each.require, fields, (*here, "require"))
            for key in each.filters:
                if key not in fields or fields[key].type not in CHOICES:
                    reading.report("field_unknown", (*here, "filter"), key=key)
            before = fields.get(each.not_before)
            if each.not_before and (before is None or before.type is not FieldType.JALALI_DATE):
                reading.report("field_unknown", (*here, "notBefore"), key=each.not_before)
            if each.when_paid and each.when_paid not in {option.value for option in each.options}:
                reading.report("value_unknown", (*here, "whenPaid"), key=each.key, value=each.when_paid)


def _check_names(reading: Reading, rule: Any, fields: Mapping[str, Field], path: Path) -> None:
    if rule is None:
        return
    for key, test, value in rules.tests(rule):
        field = fields.get(key)
        if field is None:
            reading.report("field_unknown", path, key=key)
        elif field.type in CHOICES and test in ("is", "in"):
            for each in value if isinstance(value, list) else [value]:
                if field.option(each) is None:
                    reading.report("option_unknown", path, key=key, value=each)


def _ordered(reading: Reading, groups: tuple[Group, ...], places: Places) -> tuple[str, ...]:
    needs: dict[str, set[str]] = {}
    for group in groups:
        for each in group.fields:
            if each.asks:
                looks = rules.keys(group.show) | rules.keys(each.show) | rules.keys(each.require)
                needs[each.key] = {*looks, *each.filters, *([each.not_before] if each.not_before else [])}
    done: list[str] = []
    while len(done) < len(needs):
        ready = [key for key in needs if key not in done and needs[key] <= set(done)]
        if not ready:
            stuck = next(key for key in needs if key not in done)
            reading.report("rule_circle", places[stuck], key=stuck)
            return ()
        done += ready
    return tuple(done)
