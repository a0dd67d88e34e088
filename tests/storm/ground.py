"""What the storm stands on: a database server, web, two workers and the banks, all its own; killed and restarted."""

from __future__ import annotations

import base64
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import IO, Any

import httpx

from pishkhan.plumbing import embedded
from tools import serve
from tools.house import LOGS, PYTHON, ROOT, VAR

DURABLE_ENOUGH = {"fsync": "off", "full_page_writes": "off", "max_connections": "120"}
"""The machine stays up, only the server dies: what was committed lies with the system."""
WEB, WORKERS, BANKS, DATABASE = "web", ("worker-1", "worker-2"), "banks", "database"
KILLED = (WEB, *WORKERS, DATABASE)
STALLED = "6"
"""Seconds without a heartbeat after which a killed worker's jobs are taken up."""


class Ground:
    """Everything is started by entering and gone after leaving. Children are known by their pids alone."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.home = Path(tempfile.mkdtemp(prefix="pk-storm-", dir="/tmp"))
        self.home.chmod(0o755)
        self.cluster = embedded.cluster(self.home / "postgres")
        self.port, self.banks_port = serve.free_port(), serve.free_port()
        self.banks = serve.address(self.banks_port)
        self.commands: dict[str, list[str]] = {
            BANKS: serve.banks(self.banks_port), WEB: serve.web(self.port, 1),
            **dict.fromkeys(WORKERS, serve.worker()),
        }  # fmt: skip
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: Counter[str] = Counter()
        self.restarts: Counter[str] = Counter()
        self.ending = threading.Event()
        self._lock = threading.Lock()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def __enter__(self) -> Ground:
        try:
            self.cluster.start(DURABLE_ENOUGH)
            self.cluster.create_database("storm")
            self.env = self._environment(self.cluster.database_url("storm"))
            self._furnish()
        except BaseException:
            self.leave()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def open(self) -> None:
        """Start the servers and wait until they answer."""
        for name in self.commands:
            self._start(name)
        self._wait(f"{self.banks}/control/state")
        self._wait(f"http://127.0.0.1:{self.port}/readyz")
        self._supervisor.start()

    def leave(self) -> None:
        """End every child and the database, and delete what they wrote."""
        self.ending.set()
        with self._lock:
            for child in self.children.values():
                _end(child)
        self.cluster.remove()
        shutil.rmtree(self.home, ignore_errors=True)

    def kill(self, name: str, dice: random.Random) -> None:
        """As memory running out would; whoever supervises brings it up again, a moment later."""
        if name == DATABASE:
            pid = int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, signal.SIGKILL)
            time.sleep(dice.uniform(0.1, 1.0))
            self.cluster.start(DURABLE_ENOUGH, patience=120)
        else:
            with self._lock:
                os.killpg(self.children[name].pid, signal.SIGKILL)
                self.children[name].wait()
        self.kills[name] += 1

    def _supervise(self) -> None:
        while not self.ending.wait(0.3):
            with self._lock:
                for name, child in self.children.items():
                    if not self.ending.is_set() and child.poll() is not None:
                        self._start(name)
                        self.restarts[name] += 1

    def _start(self, name: str) -> None:
        with self.log(name).open("ab") as log:
            self.children[name] = subprocess.Popen(
                self.commands[name], env=self.env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def log(self, name: str) -> Path:
        """Where a child writes."""
        LOGS.mkdir(parents=True, exist_ok=True)
        return LOGS / f"{self.name}-{name}.log"

    def _environment(self, url: str) -> dict[str, str]:
        return {
            **os.environ, "DATABASE_URL": url, "DATABASE_POOL": "10", "PISHKHAN_VAR": str(self.home),
            "DJANGO_SETTINGS_MODULE": "config.settings.demo", "PISHKHAN_PORT": str(self.port),
            "PISHKHAN_BANKS": self.banks, "PISHKHAN_FONTS": str(VAR / "assets" / "fonts"), "PYTHONUNBUFFERED": "1",
            "PISHKHAN_STALLED_SECONDS": STALLED, "PUBLIC_URL": f"http://{{host}}:{self.port}",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }  # fmt: skip

    def _furnish(self) -> None:
        (self.home / "assets").symlink_to(VAR / "assets")
        secrets = self.home / "secrets"
        secrets.mkdir(mode=0o700)
        for secret in ("secret-key", "sealing-k1", "blind-index"):
            (secrets / secret).write_text(base64.b64encode(os.urandom(32)).decode())
        for name in self.commands:
            self.log(name).write_bytes(b"")
        for words in (("collectstatic", "--noinput", "-v0"), ("migrate", "--noinput", "-v0"), ("demo",)):
            command = [str(PYTHON), "manage.py", *words]
            ran = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True)
            assert ran.returncode == 0, f"{words[0]}: {ran.stderr[-2000:]}"

    def _wait(self, address: str) -> None:
        until = time.monotonic() + 300
        while time.monotonic() < until:
            try:
                if httpx.get(address, trust_env=False, timeout=10).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError(f"{address} does not answer; see {self.log(WEB)}")


def _end(child: subprocess.Popen[Any]) -> None:
    try:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(5)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def end_with(parent: IO[Any], ending: threading.Event) -> None:
    """Leave when whoever started the storm has gone: its end of the pipe closes."""

    def wait() -> None:
        parent.read()
        if not ending.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
