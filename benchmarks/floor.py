"""The ground every figure stands on: a durable database of its own, and pgbench with the same SQL."""

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pishkhan.plumbing.embedded import Cluster, cluster

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
DEBIAN = Path("/usr/lib/postgresql/15/bin")


@dataclass(frozen=True)
class Rate:
    """What pgbench measured."""

    per_second: float
    latency_ms: float
    done: int


def print_figure(bench: str, figure: str, value: float, unit: str, **beside: object) -> None:
    """One JSON line: the figure, and what it must be read beside (floor, ratio, rounds, goal)."""
    line = {"bench": bench, "figure": figure, "value": round(value, 3), "unit": unit, **beside}
    print(json.dumps(line, ensure_ascii=False), flush=True)


@contextlib.contextmanager
def server(**settings: str) -> Iterator[Cluster]:
    """A new embedded server with the durability of production, stopped and deleted at the end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a bench that is told to stop deletes its server too
    made = cluster(VAR / "bench" / "postgres")
    made.stop()
    shutil.rmtree(made.data, ignore_errors=True)
    made.start({"shared_buffers": "1GB", "max_wal_size": "4GB", **settings})
    try:
        yield made
    finally:
        made.remove()


def boot(server: Cluster, name: str = "bench") -> None:
    """Make a database, point Django at it, set Django up and migrate. Once per process."""
    server.create_database(name)
    if not (VAR / "bench" / "assets").exists():
        (VAR / "bench" / "assets").symlink_to("../assets")
    os.environ.update(
        DATABASE_URL=server.database_url(name),
        DJANGO_SETTINGS_MODULE="config.settings.demo",
        PISHKHAN_VAR=str(VAR / "bench"),
        LOG_LEVEL="WARNING",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def pgbench(
    server: Cluster, script: str, *, name: str = "bench", clients: int = 1, seconds: int = 5,
    protocol: str = "prepared", **variables: object,
) -> Rate:  # fmt: skip
    """Run a pgbench script, its plans kept (`prepared`) or as text (`simple`). Raises RuntimeError with its words."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        given = [word for k, v in variables.items() for word in ("-D", f"{k}={v}")]
        program = "pgbench" if (server.binaries / "pgbench").exists() else str(DEBIAN / "pgbench")
        ran = server.client(
            program, "--no-vacuum", f"--protocol={protocol}", "-c", str(clients), "-j", "1", "-T", str(seconds),
            "-f", file.name, *given, name,
        )  # fmt: skip
    rate = re.search(r"tps = ([\d.]+)", ran.stdout)
    latency = re.search(r"latency average = ([\d.]+) ms", ran.stdout)
    done = re.search(r"actually processed: (\d+)", ran.stdout)
    if ran.returncode or not rate or not latency or not done:
        raise RuntimeError(f"pgbench: {ran.stderr.strip()}")
    return Rate(float(rate[1]), float(latency[1]), int(done[1]))
