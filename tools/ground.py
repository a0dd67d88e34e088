"""The database servers tests run on: one embedded cluster shared by every ./test going on here."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tools.house import ROOT, VAR, Trouble

if TYPE_CHECKING:
    from pishkhan.plumbing.embedded import Cluster

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@contextlib.contextmanager
def database(kind: str = "embedded") -> Iterator[dict[str, str]]:
    """Environment variables for one test run with a database of its own on a server of this kind.

    The first one in makes the cluster anew (whatever a killed run left is gone), the last one out stops it.
    """
    home = VAR / "test" / kind
    home.mkdir(parents=True, exist_ok=True)
    name = f"run{os.getpid()}"
    with (home / "gate.lock").open("w") as gate, (home / "users.lock").open("w") as users:
        with _held(gate):
            cluster = _cluster(home / "postgres", kind)
            if _last(users):
                _clear(cluster)
            _settle(cluster)
            fcntl.flock(users, fcntl.LOCK_SH)
        cluster.create_database(name)
        try:
            yield environment(cluster.database_url(name))
        finally:
            with _held(gate):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _last(users):
                    cluster.stop()
                else:
                    _drop(cluster, name)


def environment(url: str) -> dict[str, str]:
    """What every test process finds in its environment."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PISHKHAN_VAR": str(VAR),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def _cluster(home: Path, kind: str) -> Cluster:
    sys.path.insert(0, str(ROOT / "src"))
    from pishkhan.plumbing import embedded

    try:
        return embedded.cluster(home, binaries=None if kind == "embedded" else DEBIAN_15)
    except embedded.Trouble as trouble:
        raise Trouble(f"The test database cannot be used: {trouble}") from None


def _clear(cluster: Cluster) -> None:
    cluster.stop()
    shutil.rmtree(cluster.data, ignore_errors=True)


def _settle(cluster: Cluster) -> None:
    from pishkhan.plumbing import embedded

    try:
        cluster.start({**embedded.THROWAWAY, "max_connections": "200"})
    except embedded.Trouble as trouble:
        raise Trouble(f"The test database cannot be started: {trouble}") from None


def _drop(cluster: Cluster, name: str) -> None:
    asked = f"select datname from pg_database where datname ~ '{name}'"
    found = cluster.client("psql", "-X", "-tA", "-d", "postgres", "-c", asked)
    for each in found.stdout.split():
        cluster.client("dropdb", "--force", "--if-exists", each)


def _last(users: IO[str]) -> bool:
    """Whether nobody else holds the cluster; true only under the gate."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _held(lock: IO[str]) -> Iterator[None]:
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)
