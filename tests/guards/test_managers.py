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


def test_jobs_are_put_in_the_queue_by_one_door():
    """`plumbing.jobs` keeps them in the transaction of their cause, in workers too; the library's own way does not."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        if path.relative_to(SRC).as_posix() == "plumbing/jobs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Attribute) and node.attr in {"defer_async", "batch_defer", "configure"}
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "defer"
            if named or (called and any(each.arg for each in node.keywords) and not _is_jobs(node.func)):
                found.append(f"{path.relative_to(SRC).as_posix()}:{node.lineno}")
    assert found == []


def _is_jobs(function: ast.Attribute) -> bool:
    return isinstance(function.value, ast.Name) and function.value.id == "jobs"
