"""What the demo needs before it is served: database, tables, static files, institutions and people."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import assets, serve, texts
from tools.house import LOGS, PYTHON, ROOT, VAR, Trouble, digest, done, finish, say

if TYPE_CHECKING:
    from pishkhan.plumbing.embedded import Cluster

HOME = VAR / "postgres"
STAMPS = VAR / "stamps"
SRC = ROOT / "src" / "pishkhan"
DATA = ("files", "secrets", "stamps", "postgres")
"""What --fresh deletes under var/; assets, logs and the environment stay."""


def cluster() -> Cluster | None:
    """The embedded server, not yet started; None when DATABASE_URL names another. Raises Trouble."""
    if os.environ.get("DATABASE_URL"):
        return None
    sys.path.insert(0, str(ROOT / "src"))
    from pishkhan.plumbing import embedded

    try:
        return embedded.cluster(HOME)
    except embedded.Trouble as trouble:
        raise Trouble(f"The embedded database: {trouble}") from None


def start(server: Cluster) -> None:
    """Start the embedded server and make its database. Raises Trouble."""
    from pishkhan.plumbing import embedded

    if not server.data.is_dir():
        say("Making the database …")
    try:
        server.start()
        server.create_database("pishkhan")
    except embedded.Trouble as trouble:
        raise Trouble(f"The embedded database: {trouble}") from None


def delete() -> None:
    """Forget every institution, person and file of the demo."""
    sys.path.insert(0, str(ROOT / "src"))
    from pishkhan.plumbing import embedded

    if HOME.exists():
        embedded.cluster(HOME).remove()
    for name in DATA:
        shutil.rmtree(VAR / name, ignore_errors=True)


def environment(running: Cluster | None, port: int, banks: int = 0) -> dict[str, str]:
    """What manage.py, the web server and the worker find in their environment; `banks` is the simulators' port."""
    url = running.database_url("pishkhan") if running else os.environ["DATABASE_URL"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": url,
        "PISHKHAN_VAR": str(VAR),
        "PISHKHAN_PORT": str(port),
        **({"PISHKHAN_BANKS": serve.address(banks)} if banks else {}),
        "PYTHONUNBUFFERED": "1",
    }


def fill(env: dict[str, str]) -> None:
    """Assets, texts, static files, tables, packs and people; each only when its sources changed."""
    assets.build()
    texts.compile_all()
    installed = ROOT / "requirements" / "demo.txt"
    code = [p for p in SRC.rglob("*.py") if "web" not in p.relative_to(SRC).parts[:1]]
    static = [*SRC.glob("web/*/static"), assets.OUT, installed, ROOT / "config"]
    migrations = [*SRC.glob("*/migrations"), installed, ROOT / "config"]
    url = env["DATABASE_URL"]
    _once("collectstatic", [ROOT / "var/static"], digest(static), env, "--noinput", "--clear", "-v0")
    _once("migrate", [], digest(migrations, url), env, "--noinput", "-v0")
    _once("demo", [], digest([*code, ROOT / "packs", ROOT / "locale"], url), env)


def logins(env: dict[str, str]) -> str:
    """The table of addresses and logins, asked of Django once per filling and port."""
    kept = STAMPS / f"logins-{env['PISHKHAN_PORT']}.txt"
    demo = STAMPS / "demo"
    if not kept.exists() or kept.stat().st_mtime < demo.stat().st_mtime:
        kept.write_text(_manage("demo", env, "--print-logins"))
    return kept.read_text()


def _once(verb: str, results: list[Path], mark: str, env: dict[str, str], *arguments: str) -> None:
    if done(STAMPS / verb, mark) and all(path.exists() for path in results):
        return
    said = {
        "collectstatic": "Gathering static files …",
        "migrate": "Preparing the tables …",
        "demo": "Loading the demo institutions …",
    }[verb]
    say(said)
    _manage(verb, env, *arguments)
    finish(STAMPS / verb, mark)


def _manage(verb: str, env: dict[str, str], *arguments: str) -> str:
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{verb}.log"
    began = time.monotonic()
    with path.open("w") as log:
        ran = subprocess.run(
            [PYTHON, "manage.py", verb, *arguments], env=env, cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        log.write(ran.stdout)
        log.write(f"{verb}: {time.monotonic() - began:.1f} s\n")
    if ran.returncode:
        lines = [x for x in path.read_text(errors="replace").strip().splitlines() if x][:-1]
        raise Trouble(f"{verb} failed: {lines[-1] if lines else 'no reason given'} (see var/log/{verb}.log)")
    return ran.stdout
