"""Show and require rules. `web/components/static/js/rules.js` says the same in the browser.

Both are held to `tests/intake/logic/rule_vectors.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pishkhan.kernel.digits import to_latin

MAX_DEPTH = 12
MAX_PARTS = 100

_BLANK = " \t\n\r\u00a0\u200c\ufeff"
_GAPS = re.compile("[\u066c,\u060c \u00a0]")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_ORDER = {
    "gt": lambda a, b: a > b,
    "lt": lambda a, b: a < b,
    "ge": lambda a, b: a >= b,
    "le": lambda a, b: a <= b,
}
TESTS = frozenset({"is", "in", "filled", *_ORDER})
SHAPE = "rule_shape"


def evaluate(rule: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether a well-shaped rule holds for the answers. A field that is not there is empty."""
    if "all" in rule:
        return all(evaluate(part, answers) for part in rule["all"])
    if "any" in rule:
        return any(evaluate(part, answers) for part in rule["any"])
    if "not" in rule:
        return not evaluate(rule["not"], answers)
    value = answers.get(rule.get("field", ""))
    tests = [name for name in rule if name in TESTS]
    return bool(tests) and all(_test(name, rule[name], value) for name in tests)


def faults(rule: object, depth: int = 0) -> Iterator[str]:
    """Codes of what is wrong with the shape of a rule; nothing for a good one."""
    if depth > MAX_DEPTH:
        yield "rule_deep"
    elif not isinstance(rule, Mapping) or len(rule) < 1:
        yield SHAPE
    elif "field" in rule:
        yield from _test_faults(rule)
    elif len(rule) != 1:
        yield SHAPE
    elif isinstance(rule.get("all", rule.get("any")), list):
        parts = rule.get("all", rule.get("any"))
        if not parts or len(parts) > MAX_PARTS:
            yield SHAPE
        for part in parts:
            yield from faults(part, depth + 1)
    elif "not" in rule:
        yield from faults(rule["not"], depth + 1)
    else:
        yield SHAPE


def tests(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(field key, test, value) for every test of a well-shaped rule."""
    for part in rule.get("all", rule.get("any", ())):
        yield from tests(part)
    if "not" in rule:
        yield from tests(rule["not"])
    for name in rule:
        if name in TESTS:
            yield rule["field"], name, rule[name]


def keys(rule: Mapping[str, Any] | None) -> frozenset[str]:
    """The fields a rule looks at."""
    return frozenset(key for key, _, _ in tests(rule)) if rule else frozenset()


def _test_faults(rule: Mapping[str, Any]) -> Iterator[str]:
    named = set(rule) - {"field"}
    if not isinstance(rule["field"], str) or not named or not named <= TESTS:
        yield SHAPE
        return
    for name in named:
        value = rule[name]
        fits = {
            "is": isinstance(value, bool | int | float | str),
            "in": isinstance(value, list) and bool(value) and len(value) <= MAX_PARTS,
            "filled": isinstance(value, bool),
        }.get(name, isinstance(value, int | float) and not isinstance(value, bool))
        if not fits:
            yield SHAPE


def _test(name: str, wanted: Any, value: Any) -> bool:
    if name == "is":
        return _same(value, wanted)
    if name == "in":
        return any(_same(value, each) for each in wanted)
    if name == "filled":
        return _filled(value) is wanted
    left, right = _number(value), _number(wanted)
    return left is not None and right is not None and _ORDER[name](left, right)


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_same(each, wanted) for each in value)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) and isinstance(wanted, str):
        return _plain(value) == _plain(wanted)
    left, right = _number(value), _number(wanted)
    return left is not None and left == right


def _filled(value: Any) -> bool:
    if isinstance(value, str):
        return _plain(value) != ""
    if isinstance(value, list | tuple):
        return any(_filled(each) for each in value)
    return value is not None and value is not False


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    text = _GAPS.sub("", _plain(value)).replace("\u066b", ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def _plain(value: str) -> str:
    return to_latin(value).strip(_BLANK)
