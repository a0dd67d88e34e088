"""./test clean: ./run on a Debian that has nothing but Python, as root and as an ordinary user."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools import system
from tools.house import ROOT, Trouble, say

RELEASE = "bookworm"
PORT = 8177
SECOND_START = 6.0
"""Seconds the second start may take."""
PASSED_ON = re.compile(r"^(pip|npm|uv|ssl_cert|requests_ca|node_extra)_|_proxy$", re.IGNORECASE)
"""How this machine reaches its registries; the new root reaches them the same way."""
CONFIGURATION = (
    "etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/npmrc", "usr/etc/npmrc", "usr/local/etc/npmrc", "root/.npmrc",
    "root/.config/pip", "root/.pip", "etc/apt/apt.conf.d", "etc/apt/sources.list", "etc/apt/sources.list.d",
    "etc/apt/trusted.gpg.d", "etc/apt/keyrings", "etc/ssl/certs", "usr/local/share/ca-certificates",
)  # fmt: skip


def main() -> int:
    """Build the root, start twice each way, look at the pages. Raises Trouble."""
    if os.geteuid() != 0:
        raise Trouble("./test clean makes a new Debian root, which only root can: sudo ./test clean")
    for program in ("debootstrap",):
        if not shutil.which(program):
            system.install(program)
    where = Path(tempfile.mkdtemp(prefix="pishkhan-clean-", dir="/var/tmp"))
    where.chmod(0o755)
    try:
        _bootstrap(where)
        with _mounted(where):
            _twice(where, "as root", "root", Path("/root/pishkhan"))
            _chroot(where, "useradd", "--create-home", "guest")
            for name in (".npmrc", ".config/pip", ".pip"):
                _copy(where / "root" / name, where / "home/guest" / name)
            _twice(where, "as an ordinary user", "guest", Path("/home/guest/pishkhan"))
    finally:
        shutil.rmtree(where, ignore_errors=True)
    return 0


def _bootstrap(where: Path) -> None:
    say(f"Making a new Debian ({RELEASE}) in {where} …")
    command = [
        "debootstrap", "--variant=minbase", "--include=python3,ca-certificates", RELEASE, str(where), _mirror()
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise Trouble(f"debootstrap failed: {(made.stdout + made.stderr).strip().splitlines()[-1]}")
    for name in CONFIGURATION:
        _copy(Path("/") / name, where / name)
    # Certificates and the like that the configuration names by path.
    values = [value for name, value in os.environ.items() if PASSED_ON.search(name)]
    values += [p.read_text() for name in CONFIGURATION if "pip" in name or "npmrc" in name for p in _files(name)]
    for path in {Path(found) for value in values for found in re.findall(r"(?:^|[=\s])(/[\w./+-]+)", value)}:
        if path.is_file():
            _copy(path, where / path.relative_to("/"))


def _files(name: str) -> list[Path]:
    path = Path("/") / name
    return [p for p in (path.rglob("*") if path.is_dir() else [path]) if p.is_file()]


def _mirror() -> str:
    """The mirror this machine's own apt uses."""
    folder = Path("/etc/apt/sources.list.d")
    files = [Path("/etc/apt/sources.list"), *folder.glob("*.list"), *folder.glob("*.sources")]
    text = "\n".join(p.read_text() for p in files if p.is_file())
    found = re.search(r"^(?:deb(?:\s+\[.*?\])?|URIs:)\s+(\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
    if not found:
        raise Trouble("No apt mirror is configured in /etc/apt/sources.list, so no new root can be made.")
    return found[1]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        _cp(f"{source}/.", target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        _cp("-L", str(source), target)


def _cp(*words: str | Path) -> None:
    copied = subprocess.run(["cp", "-a", "--remove-destination", *words], capture_output=True, text=True)
    if copied.returncode:
        raise Trouble(f"cp failed: {copied.stderr.strip().splitlines()[-1]}")


@contextlib.contextmanager
def _mounted(where: Path) -> Iterator[None]:
    # A container's /dev may not be shared, so the nodes debootstrap made stay and only shm is added.
    mounts = [("proc", "proc", "rw"), ("tmpfs", "dev/shm", "mode=1777")]
    for kind, name, options in mounts:
        command = ["mount", "-t", kind, "-o", options, kind, str(where / name)]
        if subprocess.run(command, capture_output=True).returncode:
            raise Trouble(f"Mounting {kind} in {where} is not allowed here; ./test clean needs a whole machine.")
    try:
        yield
    finally:
        for name in ("dev/shm", "proc"):
            subprocess.run(["umount", "-l", str(where / name)], check=False, capture_output=True)


def _twice(where: Path, how: str, user: str, checkout: Path) -> None:
    """Clone, start, look, stop, start again within SECOND_START."""
    _clone(where / checkout.relative_to("/"))
    if user != "root":
        _chroot(where, "chown", "-R", f"{user}:{user}", str(checkout))
    for start in ("first", "second"):
        began = time.monotonic()
        running = _start(where, user, checkout)
        seconds = time.monotonic() - began
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=30).close()
        finally:
            os.killpg(running.pid, signal.SIGINT)
            running.wait(60)
        say(f"ok     {start} start {how}: {seconds:.1f} s")
        if start == "second" and seconds > SECOND_START:
            raise Trouble(f"The second start {how} took {seconds:.1f} s, more than {SECOND_START:.0f} s.")


def _clone(target: Path) -> None:
    """The files git knows or would add, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def _start(where: Path, user: str, checkout: Path) -> subprocess.Popen[str]:
    home = "/root" if user == "root" else f"/home/{user}"
    passed = [f"{k}={v}" for k, v in os.environ.items() if PASSED_ON.search(k)]
    command = [
        "chroot", f"--userspec={user}:{user}", str(where), "/usr/bin/env", "-i", f"HOME={home}", *passed,
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", f"{checkout}/run", "--port", str(PORT),
    ]  # fmt: skip
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert running.stdout
    for line in running.stdout:
        print("   ", line, end="", flush=True)
        if "is up on" in line:
            return running
    raise Trouble(f"./run ended with exit code {running.wait()} before it served anything")


def _chroot(where: Path, *command: str) -> None:
    done = subprocess.run(["chroot", str(where), *command], capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{command[0]} failed in the new root: {done.stderr.strip()}")
