"""The web server and the worker as child processes: started, watched, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.house import LOGS, PYTHON, ROOT, VAR, Trouble

CHILDREN = VAR / "children.json"
PATIENCE = 15
"""Seconds a child gets to finish what it is doing."""
LOG_BYTES = 20 * 2**20


@dataclass
class Servers:
    """The children of one start. Each leads a process group of its own, so Ctrl-C reaches us alone."""

    env: Mapping[str, str]
    record: Path | None = CHILDREN
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a child that writes to var/log/<name>.log."""
        LOGS.mkdir(parents=True, exist_ok=True)
        path = LOGS / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".old.log"))
        with path.open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=dict(self.env), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        if self.record:
            self.record.write_text(json.dumps([child.pid for child in self.running.values()]))

    def ended(self) -> str | None:
        """The name of a child that is no longer running."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def wait_until_up(self, port: int, *, seconds: float = 60) -> None:
        """Return when the web server answers. Raises Trouble when it does not or a child ends."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if name := self.ended():
                raise Trouble(f"The {name} process ended at once: {last_line(LOGS / f'{name}.log')}")
            if _answers(port):
                return
            time.sleep(0.05)
        raise Trouble(f"The web server did not answer on port {port}; see var/log/web.log")

    def stop(self) -> None:
        """End every child, politely first."""
        for child in self.running.values():
            _signal(child.pid, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for child in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, until - time.monotonic()))
            _signal(child.pid, signal.SIGKILL)
            child.wait()
        self.running.clear()
        if self.record:
            self.record.unlink(missing_ok=True)


def web(port: int, workers: int) -> list[str]:
    """The command of the web server. Backpressure counts open connections, of which a browser keeps six."""
    return [
        str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "128", "--no-ws",
        "--workers-kill-timeout", str(PATIENCE - 3), "--working-dir", str(ROOT), "config.wsgi:application",
    ]  # fmt: skip


def worker() -> list[str]:
    """The command of the process that runs jobs."""
    return [str(PYTHON), "manage.py", "procrastinate", "worker"]


def banks(port: int) -> list[str]:
    """The command of the simulated banks, which listen on this machine alone."""
    return [str(PYTHON), "-m", "simulators", "banks", "--port", str(port)]


def address(port: int) -> str:
    """Where the simulated banks are, for servers and for the payer's browser."""
    return f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def end_leftovers() -> int:
    """End what a start that was killed left running; says how many processes there were."""
    try:
        groups = set(json.loads(CHILDREN.read_text()))
    except (OSError, ValueError):
        return 0
    found = [pid for pid in _ours() if _group(pid) in groups]
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while (alive := set(found) & set(_ours())) and time.monotonic() < until:
        time.sleep(0.1)
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    CHILDREN.unlink(missing_ok=True)
    return len(found)


def last_line(path: Path) -> str:
    """The last line of a log that says something."""
    lines = [x.strip() for x in path.read_text(errors="replace").splitlines()] if path.exists() else []
    return next((line for line in reversed(lines) if line), "it wrote nothing")


def _ours() -> list[int]:
    """Processes whose command names this checkout's Python; a number alone may have a new bearer."""
    mark = str(PYTHON)
    if Path("/proc/self").exists():
        pids = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]
        return [pid for pid in pids if mark in _command(pid)]
    listed = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if mark in line]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _signal(group: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, what)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
