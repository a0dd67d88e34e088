"""A whole Pishkhan for browser tests: its own database, files, web server and worker, on a port of its own."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools import serve
from tools.house import PYTHON, ROOT, VAR

PATIENCE = 90
HOSTS = {slug: f"{slug}.localhost" for slug in ("iums", "shiraz", "saorg", "uok")}


@dataclass
class House:
    """A running one. `registrar` brings people in and answers what a browser cannot see."""

    port: int
    home: Path
    env: Mapping[str, str]
    banks: str
    """Address of the simulated banks; see simulators/banks/control.py."""
    hooks: int
    """A port of this machine where a system may be told news."""
    registrar: Registrar = field(init=False)

    def url(self, university: str, path: str = "/") -> str:
        return f"http://{HOSTS[university]}:{self.port}{path}"


class Registrar:
    """A process beside the server, with Django set up, that does one verb per line."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), "-m", "tests.e2e.registrar"], env=dict(env), cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, verb: str, **given: Any) -> Any:
        """What tests.e2e.registrar answers to this verb. Raises AssertionError with its traceback."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"verb": verb, **given}) + "\n")
        stdin.flush()
        line = stdout.readline()
        answer = json.loads(line) if line else {"trouble": "the registrar's process has ended"}
        assert "trouble" not in answer, answer["trouble"]
        return answer["result"]

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def open_house(home: Path, name: str) -> Iterator[House]:
    """Make the database, fill it with the demo, serve it, and take all of it away again."""
    port, banks, hooks = serve.free_port(), serve.free_port(), serve.free_port()
    with _database(name) as url:
        env = _environment(home, port, url, serve.address(banks), hooks)
        house = House(port, home, env, serve.address(banks), hooks)
        _furnish(house)
        servers = serve.Servers(env=house.env, record=None)
        try:
            servers.start(f"e2e-{name}-banks", *serve.banks(banks))
            servers.start(f"e2e-{name}-web", *serve.web(port, 2))
            servers.start(f"e2e-{name}-worker", *serve.worker())
            house.registrar = Registrar(house.env)
            house.registrar.ask("long_logins")
            house.registrar.ask("guard", pids=[child.pid for child in servers.running.values()])
            _wait_until_ready(servers, port)
            yield house
        finally:
            servers.stop()
            if hasattr(house, "registrar"):
                house.registrar.close()  # what it guards has ended by now


def _environment(home: Path, port: int, url: str, banks: str, hooks: int) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_POOL": "4",
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PISHKHAN_VAR": str(home),
        "PISHKHAN_PORT": str(port),
        "PISHKHAN_BANKS": banks,
        "PISHKHAN_HOOKS_INSIDE": f"127.0.0.1:{hooks}",
        "PISHKHAN_FONTS": str(VAR / "assets" / "fonts"),
        "PUBLIC_URL": f"http://{{host}}:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def _furnish(house: House) -> None:
    (house.home / "assets").symlink_to(VAR / "assets")
    secrets = house.home / "secrets"
    secrets.mkdir(mode=0o700)
    # Three processes start at once: each would make a secret of its own.
    for secret in ("secret-key", "sealing-k1", "blind-index"):
        (secrets / secret).write_text(base64.b64encode(os.urandom(32)).decode())
    for verb, *rest in (
        ("collectstatic", "--noinput", "-v0"),
        ("migrate", "--noinput", "-v0"),
        ("demo",),
    ):
        ran = subprocess.run(
            [str(PYTHON), "manage.py", verb, *rest], env=dict(house.env), cwd=ROOT, capture_output=True, text=True
        )
        assert ran.returncode == 0, f"{verb}: {ran.stderr[-2000:]}"


@contextlib.contextmanager
def _database(name: str) -> Iterator[str]:
    """A database of its own beside the one of DATABASE_URL."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    own = f"{parts.path.lstrip('/')}_{name}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(own))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
        try:
            yield urlunsplit(parts._replace(path=f"/{own}"))
        finally:
            connection.execute(drop)


def _wait_until_ready(servers: serve.Servers, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert servers.ended() is None, f"the {servers.ended()} process ended; see var/log"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not become ready on port {port}; see var/log")
