"""Rows are reached through `domain/` only: every query starts where its institution and its reader are known."""

from __future__ import annotations

import ast
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "pishkhan"
MANAGERS = {"objects", "_default_manager", "_base_manager"}
ROOMS_OF_ROWS = {"domain", "models", "migrations", "management"}
ALLOWED = {
    "plumbing": "has no institution of its own: what it keeps belongs to the verb that asked",
    "clearance/rules.py": "rules run inside the step and keep what changed hands",
}
"""Places outside `domain/`, and why."""


def _reaches(path: Path) -> list[int]:
    """Lines that touch a manager."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in MANAGERS]


STATEMENTS = {"pishkhan.plumbing.rows", "pishkhan.plumbing.kept"}


def test_statements_are_written_in_domain_only():
    """What goes round the managers (decision 8) stays where rows are reached."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        inside = path.relative_to(SRC)
        if inside.parts[0] == "plumbing" or (inside.parts[0] != "web" and ROOMS_OF_ROWS & set(inside.parts)):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [f"{node.module}.{each.name}" for each in node.names] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if STATEMENTS & set(names):
                found.append(inside.as_posix())
    assert found == []


def _found() -> dict[str, list[int]]:
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        inside = path.relative_to(SRC)
        if inside.parts[0] != "web" and ROOMS_OF_ROWS & set(inside.parts):
            continue
        if lines := _reaches(path):
            found[inside.as_posix()] = lines
    return found


def _allowed(name: str) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in ALLOWED)


def test_managers_are_touched_in_domain_only():
    assert {name: lines for name, lines in _found().items() if not _allowed(name)} == {}


def test_every_exception_is_still_needed():
    names = set(_found())
    assert [p for p in ALLOWED if not any(name == p or name.startswith(f"{p}/") for name in names)] == []
