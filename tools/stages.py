"""The checks of ./test, in the order they run, each timed and the first failing one ending the run."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import ground
from tools.house import PYTHON, ROOT, VENV, say

FAILED, NOTHING_COLLECTED = 1, 5
UNSTEADY_AT_MOST = 3
"""So many failed tests are tried once more, alone; more than that is no accident."""
UNIT = "not integration and not browser and not long and not ad"
INTEGRATION = "integration and not browser and not long and not ad"
DIRECTORY = "ad and not browser and not long"
BROWSER = "browser and not long"


@dataclass(frozen=True)
class Stage:
    """A named check; `run` takes the environment and returns an exit code."""

    name: str
    run: Callable[[Mapping[str, str]], int]


def commands(name: str, *lines: list[str]) -> Stage:
    """A stage of programs of .venv, the first failing one ending it."""

    def run(env: Mapping[str, str]) -> int:
        for program, *arguments in lines:
            command = [str(VENV / "bin" / program), *arguments]
            if code := subprocess.run(command, cwd=ROOT, env=dict(env)).returncode:
                return code
        return 0

    return Stage(name, run)


def tests(name: str, mark: str, *arguments: str) -> Stage:
    """A stage of pytest with two processes; having no test yet is said, not failed.

    A few that failed are run again with nothing beside them. Those that pass then are named, so that nobody takes them
    for sound: a busy machine must not hide what is broken, nor stop what is whole.
    """

    def run(env: Mapping[str, str]) -> int:
        with tempfile.TemporaryDirectory() as kept:
            command = [str(PYTHON), "-m", "pytest", "-q", "-m", mark, "-o", f"cache_dir={kept}", *arguments]
            code = subprocess.run([*command, "-n", "2", "--dist", "loadfile"], cwd=ROOT, env=dict(env)).returncode
            failed = _failed(Path(kept))
            if code == FAILED and 0 < len(failed) <= UNSTEADY_AT_MOST:
                say(f"{name}: {len(failed)} failed; once more, alone")
                code = subprocess.run([*command, "--last-failed"], cwd=ROOT, env=dict(env)).returncode
                if not code:
                    say("\n".join(f"UNSTEADY, passed at the second attempt: {test}" for test in failed))
        if code == NOTHING_COLLECTED:
            say(f"{name}: there is no such test yet")
            return 0
        return code

    return Stage(name, run)


def _failed(kept: Path) -> list[str]:
    """The tests that pytest noted as failed."""
    noted = kept / "v" / "cache" / "lastfailed"
    return sorted(json.loads(noted.read_text())) if noted.exists() else []


def older_server() -> Stage:
    """Integration once more, on Debian's PostgreSQL 15."""
    again = tests("integration on PostgreSQL 15", INTEGRATION, "--ignore=tests/storm")  # which has a server of its own

    def run(_env: Mapping[str, str]) -> int:
        with ground.database("debian15") as env:
            return again.run(env)

    return Stage(again.name, run)


CHECKS = [
    commands(
        "lint",
        ["ruff", "check", "."],
        ["djlint", "--lint", "--quiet", "src/pishkhan/web"],
    ),
    commands("types", ["mypy", "src", "config", "tools", "benchmarks", "simulators"]),
    commands("contracts", ["lint-imports"]),
    commands("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    commands("texts", ["python", "-m", "tools.texts"]),
]
FAST = [*CHECKS, tests("unit", UNIT), tests("integration", INTEGRATION)]


def run(stages: list[Stage], env: Mapping[str, str]) -> int:
    """Run them in order; prints a line for each and a table at the end."""
    table: list[str] = []
    code = 0
    for stage in stages:
        say(f"── {stage.name} ──")
        began = time.monotonic()
        code = stage.run(env)
        table.append(f"{'failed' if code else 'ok':7}{stage.name:32}{time.monotonic() - began:7.1f} s")
        say(table[-1])
        if code:
            break
    left = len(stages) - len(table)
    say("\n" + "\n".join(table) + (f"\n{left} stages were not run" if left else ""))
    return code
