"""Unary tests of decision tables: `-`, `"a", "b"`, `>= 5`, `[1..5]`, `]1..5[`, `not(…)`, and any expression
as a value.

A range on something that is not comparable, and any test but `null` on null, does not match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from pishkhan.workflow.engine import expression
from pishkhan.workflow.engine.refused import refuse

Test = Callable[[Any, Mapping[str, Any]], bool]
_RANGE = re.compile(r"([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])", re.DOTALL)
# A quoted text, a whole range (whose brackets may face outward), or one sign.
_PIECE = re.compile(r""""[^"]*"|'[^']*'|[\[(\]][^\[\](),"']*\.\.[^\[\](),"']*[\])\[]|.""", re.DOTALL)
_NEGATION = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_COMPARISON = re.compile(r"(<=|>=|<|>|!=|==|=)\s*(.+)", re.DOTALL)


@lru_cache(maxsize=4096)
def compile(source: str) -> Test:
    """Compile once per text. Raises Refused (`expression_*`) without an element."""
    text = source.strip()
    if text in ("", "-"):
        return lambda value, data: True
    if len(text) > expression.MAX_LENGTH:
        raise refuse("expression_long", limit=str(expression.MAX_LENGTH))
    negation = _NEGATION.fullmatch(text)
    if negation and len(parts(text)) == 1:
        inner = _any(negation[1])
        return lambda value, data: not inner(value, data)
    return _any(text)


def sources(source: str) -> list[str]:
    """The expressions inside a test, for checks of what they read."""
    text = source.strip()
    if text in ("", "-"):
        return []
    negation = _NEGATION.fullmatch(text)
    found: list[str] = []
    for part in parts(negation[1] if negation and len(parts(text)) == 1 else text):
        span, comparison = _RANGE.fullmatch(part), _COMPARISON.fullmatch(part)
        found += [span[2], span[3]] if span else [comparison[2] if comparison else part]
    return found


def parts(text: str) -> list[str]:
    """Split at commas outside quotes, brackets and ranges. Raises Refused `expression_syntax` on an empty
    part."""
    found, current, depth = [], "", 0
    for piece in _PIECE.findall(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            found.append(current.strip())
            current = ""
        else:
            current += piece
    found.append(current.strip())
    if not all(found):
        raise refuse("expression_syntax", expression=text[:200])
    return found


def _any(text: str) -> Test:
    tests = [_one(part) for part in parts(text)]
    return lambda value, data: any(test(value, data) for test in tests)


def _one(part: str) -> Test:
    span = _RANGE.fullmatch(part)
    if span:
        return _range(span[1], span[2], span[3], span[4])
    comparison = _COMPARISON.fullmatch(part)
    sign, right = (comparison[1], comparison[2]) if comparison else ("==", part)
    expression.compile(right)
    test = _SIGNS[sign]
    return lambda value, data: test(value, expression.evaluate(right, data))


def _range(opening: str, low: str, high: str, closing: str) -> Test:
    expression.compile(low)
    expression.compile(high)
    above = _SIGNS[">="] if opening == "[" else _SIGNS[">"]
    below = _SIGNS["<="] if closing == "]" else _SIGNS["<"]
    return lambda value, data: (
        above(value, expression.evaluate(low, data)) and below(value, expression.evaluate(high, data))
    )


def _ordered(value: Any, other: Any, test: Callable[[Any, Any], bool]) -> bool:
    comparable = (isinstance(value, str) and isinstance(other, str)) or (_is_number(value) and _is_number(other))
    return comparable and test(value, other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(value: Any, other: Any) -> bool:
    # A list as the expected value means "one of"; True is not the number 1 in a table.
    if isinstance(other, list) and not isinstance(value, list):
        return any(_equal(value, each) for each in other)
    return isinstance(value, bool) is isinstance(other, bool) and bool(value == other)


_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: _ordered(a, b, lambda x, y: x < y),
    "<=": lambda a, b: _ordered(a, b, lambda x, y: x <= y),
    ">": lambda a, b: _ordered(a, b, lambda x, y: x > y),
    ">=": lambda a, b: _ordered(a, b, lambda x, y: x >= y),
    "=": _equal,
    "==": _equal,
    "!=": lambda a, b: not _equal(a, b),
}
