"""The Python environment in .venv: made, filled from a hashed list, and left alone while nothing changed."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

from tools import system
from tools.house import LOGS, PYTHON, ROOT, VENV, Trouble, alone, digest, done, finish, say

ENOUGH_TO_INSTALL = 10**9
ENOUGH_TO_START = 2 * 10**8


def environment(kind: str) -> None:
    """Have .venv hold requirements/<kind>.txt. Raises Trouble when it cannot."""
    wanted = ROOT / "requirements" / f"{kind}.txt"
    mark = digest([wanted], str(ROOT))
    stamp = VENV / f"{kind}.stamp"
    if done(stamp, mark) and _starts():
        check_space(ENOUGH_TO_START)
        return
    with alone("prepare", waiting="Another start is preparing the environment; waiting for it …"):
        if done(stamp, mark) and _starts():
            return
        check_space(ENOUGH_TO_INSTALL)
        if not _starts():
            _make()
        _install(wanted)
        _link()
        finish(stamp, mark)


def check_space(needed: int) -> None:
    """Raises Trouble when fewer bytes than needed are free."""
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        raise Trouble(
            f"The disk is nearly full: {free // 10**6} MB free under {ROOT}, {needed // 10**6} MB needed. "
            "Free some space and try again."
        )


def _starts() -> bool:
    if not PYTHON.exists():
        return False
    asked = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", asked], capture_output=True).returncode == 0


def _make() -> None:
    say(f"Making a Python {sys.version_info.major}.{sys.version_info.minor} environment in .venv …")
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        _get_venv()
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        raise Trouble(f"Python could not make .venv: {(made.stdout + made.stderr).strip().splitlines()[-1]}")


def _get_venv() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not Path(sys.executable).resolve().is_relative_to("/usr/bin"):
        package = "python3-venv"
    if not system.can_install():
        raise Trouble(f"Python has no venv module here. Run: sudo apt-get install -y {package}")
    system.install(package)
    importlib.invalidate_caches()


def _install(wanted: Path) -> None:
    total = len(re.findall(r"^[\w.-]+(?:\[.*?\])?==", wanted.read_text(), re.MULTILINE))
    say(f"Installing {total} Python packages from requirements/{wanted.name} …")
    LOGS.mkdir(parents=True, exist_ok=True)
    command = [
        str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check",
        "--no-color", "--progress-bar", "off", "--retries", "2", "--timeout", "20", "-r", str(wanted),
    ]  # fmt: skip
    with (LOGS / "install.log").open("w") as log:
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_quiet(), cwd=ROOT
        )
        try:
            _follow(running, total, log)
        except BaseException:
            running.terminate()
            raise
    if running.wait():
        raise Trouble(_reason((LOGS / "install.log").read_text()))


def _follow(running: subprocess.Popen[str], total: int, log: IO[str]) -> None:
    seen: set[str] = set()
    for line in running.stdout or ():
        log.write(line)
        if named := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            seen.add(named[1])
            if len(seen) % 20 == 0 and line.startswith("Collecting"):
                say(f"  {len(seen)} of {total} found …")
        elif line.startswith("Installing collected packages"):
            say("  unpacking …")


def _reason(log: str) -> str:
    if "No space left on device" in log:
        return "The disk is full. Free at least 1 GB and try again."
    if "DO NOT MATCH THE HASHES" in log:
        return "A downloaded package is not the pinned one; nothing was installed. See var/log/install.log."
    if re.search(r"NewConnectionError|ConnectTimeout|Max retries|Name or service|ConnectionError|"
                 r"from versions: none|ProxyError|SSLError|ReadTimeout", log):  # fmt: skip
        return (
            "No package registry can be reached. Check the network, or set PIP_INDEX_URL to your registry, "
            "and try again."
        )
    errors = [line for line in log.splitlines() if line.startswith("ERROR")]
    return f"The packages could not be installed: {(errors or ['see var/log/install.log'])[-1]}"


def _link() -> None:
    found = next((VENV / "lib").glob("python3.*")) / "site-packages"
    (found / "pishkhan.pth").write_text(f"{ROOT / 'src'}\n{ROOT}\n")
    program = VENV / "bin" / "pishkhan"
    program.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m pishkhan "$@"\n')
    program.chmod(0o755)


def _quiet() -> dict[str, str]:
    return {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
