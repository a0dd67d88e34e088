"""Workers as processes, with the server's own command, on the database of the running test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[bytes]"]


@contextlib.contextmanager
def workers(log: Path, *command: str, **given: str) -> Iterator[Start]:
    """A function that starts one more worker (or the command given) with more environment; all are ended at the end."""
    place = connection.settings_dict
    host = quote(place["HOST"], safe="")
    url = f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}?host={host}"
    began: list[subprocess.Popen[bytes]] = []

    def start(**more: str) -> subprocess.Popen[bytes]:
        env = {
            **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **given, **more,
        }  # fmt: skip
        with log.open("ab") as out:
            words = command or ("manage.py", "procrastinate", "worker")
            began.append(subprocess.Popen([sys.executable, *words], env=env, cwd=ROOT, stdout=out, stderr=out))
        return began[-1]

    try:
        yield start
    finally:
        for child in began:
            child.kill()
            child.wait()
