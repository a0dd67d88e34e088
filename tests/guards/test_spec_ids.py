"""Every line of the specification that is built has a test that carries its id."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
BUILT = (
    [f"A{n}" for n in range(1, 19)] + [f"B{n}" for n in range(1, 30)] + [f"C{n}" for n in range(1, 14)]
    + [f"D{n}" for n in range(1, 13)] + [f"E{n}" for n in range(1, 22)] + [f"X{n}" for n in range(1, 6)]
    + ["F1", "F2", "F5", "F8", "F9"]
)  # fmt: skip
ONE = re.compile(r"\b([ABCDEFX])(\d{1,2})\b")
SPAN = re.compile(r"\b([A-FX])(\d{1,2})\s*(?:-|–|to)\s*\1?(\d{1,2})\b")


def _said_in(text: str) -> set[str]:
    """Ids in words, spans such as C3-C11 spelled out."""
    found = {letter + number for letter, number in ONE.findall(text)}
    for letter, first, last in SPAN.findall(text):
        found |= {f"{letter}{n}" for n in range(int(first), int(last) + 1)}
    return found


IN_BROWSER = (
    [f"A{n}" for n in range(1, 19)] + [f"B{n}" for n in range(2, 17)] + ["E1", "F1", "F5", "F8", "F9"]
    + [f"D{n}" for n in range(1, 13)] + [f"E{n}" for n in range(1, 22)]
)  # fmt: skip
"""Lines about accounts and paying: each is walked in a browser."""


def _carried(room: str = "") -> set[str]:
    carried: set[str] = set()
    for path in (TESTS / room).rglob("test_*.py"):
        if path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named = node.name.upper().replace("_", " ")
                carried |= _said_in(named) | _said_in(ast.get_docstring(node) or "")
    return carried


def test_every_built_line_has_a_test_with_its_id():
    assert sorted(set(BUILT) - _carried()) == []


def test_every_line_of_accounts_is_walked_in_a_browser():
    assert sorted(set(IN_BROWSER) - _carried("e2e")) == []
