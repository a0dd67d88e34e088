"""Conditions as people choose them from lists: several tests joined by all or any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pishkhan.intake.logic import rules
from pishkhan.intake.logic.building.tree import GROUP, Options, Schema, accept, component, copy, listed
from pishkhan.intake.logic.form import CHOICES, FieldType
from pishkhan.kernel.errors import DomainError

JOINS = ("all", "any")
TESTS = ("is", "is_not", "in", "filled", "empty", "gt", "ge", "lt", "le")
MOST = 20
_NUMBERS = {FieldType.NUMBER, FieldType.RIALS}
_BARE = {"filled": True, "empty": False}


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a condition. `value` is a text, a number, or several values for "in"; None for filled and empty."""

    __test__ = False

    field: str
    test: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests of which all or any must hold."""

    join: str
    tests: tuple[Test, ...]

    def rule(self) -> dict[str, Any] | None:
        """As the schema keeps it; None when nothing is tested."""
        written = [_write(one) for one in self.tests]
        if len(written) < 2:
            return written[0] if written else None
        return {self.join: written}


def tests_for(kind: str) -> tuple[str, ...]:
    """The tests that make sense of a field's type."""
    if kind in CHOICES:
        return ("is", "is_not", "in", "filled", "empty")
    if kind in _NUMBERS:
        return ("is", "gt", "ge", "lt", "le", "filled", "empty")
    if kind in {FieldType.CHECKBOX, FieldType.FILEPICKER}:
        return ("filled", "empty")
    return ("is", "is_not", "filled", "empty")


def read_condition(rule: Mapping[str, Any] | None) -> Condition | None:
    """A rule as lines; None for one that is nested deeper than lines can say."""
    if not rule:
        return Condition("all", ())
    join = next((name for name in JOINS if name in rule), "")
    parts = rule[join] if join else [rule]
    found = [_read(part) for part in parts]
    if None in found:
        return None
    return Condition(join or "all", tuple(one for one in found if one))


def set_condition(
    schema: Schema, options: Options, key: str, which: str, condition: Condition
) -> dict[str, Any]:
    """Show or require a component (`which`) under a condition; one without tests takes it away.

    Raises DomainError: build.field_absent, build.which_wrong, build.tests_many, build.test_wrong, build.value_missing,
    build.value_number, build.condition_itself, and what `accept` finds (build.rule_circle, build.option_unknown).
    """
    new = copy(schema)
    one = component(new, key)
    if which not in ("show", "require") or (which == "require" and one["type"] in (GROUP, "text")):
        raise DomainError("build.which_wrong", field=key)
    if len(condition.tests) > MOST:
        raise DomainError("build.tests_many", field=key, most=MOST)
    if condition.join not in JOINS:
        raise DomainError("build.test_wrong", field=key)
    for test in condition.tests:
        _check(new, key, test)
    rule = condition.rule()
    properties = one.setdefault("properties", {})
    if rule:
        properties[which] = rule
    else:
        properties.pop(which, None)
    return accept(new, options)


def used_by(schema: Schema, key: str, value: str | None = None) -> list[str]:
    """Keys of components that look at a field; with a value, those whose condition names that option."""
    found = []
    for one in listed(schema):
        properties = one.get("properties", {})
        shown = [rule for rule in (properties.get("show"), properties.get("require")) if isinstance(rule, Mapping)]
        seen = [test for rule in shown for test in rules.tests(rule) if test[0] == key]
        if value is None:
            looks = bool(seen) or key in properties.get("filter", ()) or properties.get("notBefore") == key
        else:
            looks = any(value in (named if isinstance(named, list) else [named]) for _, _, named in seen)
        if looks and one.get("key") != key:
            found.append(str(one.get("key", "")))
    return found


def _check(schema: Schema, key: str, test: Test) -> None:
    asked = component(schema, test.field)
    inside = {inner.get("key") for inner in component(schema, key).get("components", ())}
    if test.field == key or test.field in inside:
        raise DomainError("build.condition_itself", field=key)
    if test.test not in tests_for(asked["type"]):
        raise DomainError("build.test_wrong", field=test.field)
    if test.test in _BARE:
        return
    if test.value in (None, "", []) or (test.test == "in") != isinstance(test.value, list):
        raise DomainError("build.value_missing", field=test.field)
    if asked["type"] in _NUMBERS and (isinstance(test.value, bool) or not isinstance(test.value, int | float)):
        raise DomainError("build.value_number", field=test.field)


def _write(test: Test) -> dict[str, Any]:
    if test.test in _BARE:
        return {"field": test.field, "filled": _BARE[test.test]}
    if test.test == "is_not":
        return {"not": {"field": test.field, "is": test.value}}
    return {"field": test.field, test.test: test.value}


def _read(part: Any) -> Test | None:
    if not isinstance(part, Mapping):
        return None
    turned = "not" in part
    inner = part["not"] if turned else part
    if not isinstance(inner, Mapping) or "field" not in inner or len(inner) != 2:
        return None
    name = next(each for each in inner if each != "field")
    if turned:
        return Test(inner["field"], "is_not", inner["is"]) if name == "is" else None
    if name == "filled":
        return Test(inner["field"], "filled" if inner[name] else "empty")
    return Test(inner["field"], name, inner[name]) if name in rules.TESTS else None
