"""Whom the embedded database runs as, and which folders that user may use. Standard library only."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER = "pishkhan-db"


class Trouble(RuntimeError):
    """The embedded database cannot do what was asked; the message is one line for people."""


@dataclass(frozen=True)
class Owner:
    """A system user other than root."""

    uid: int
    gid: int


def owner_for(home: Path) -> Owner | None:
    """None for ordinary people, who run it themselves. For root the owner of what is there, else USER."""
    if os.geteuid() != 0:
        return None
    if home.is_dir() and home.stat().st_uid != 0:
        found = home.stat()
        return Owner(found.st_uid, found.st_gid)
    entry = _entry() or _made()
    return Owner(entry.pw_uid, entry.pw_gid)


def as_owner(owner: Owner | None) -> dict[str, Any]:
    """Arguments of subprocess.run that change to the owner."""
    return {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner else {}


def can_enter(folder: Path, owner: Owner) -> bool:
    """Whether the owner may pass through the folder and all its parents."""
    return _test("-x", folder, owner)


def can_run(program: Path, owner: Owner) -> bool:
    """Whether the owner may start the program."""
    return _test("-x", program, owner)


def private_folder(path: Path, owner: Owner | None) -> Path:
    """The folder, made 0700 for the owner. Raises Trouble when it is there and somebody else's."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not is_private(path, owner):
            raise Trouble(f"{path} belongs to somebody else or is open to others; remove it") from None
        return path
    if owner:
        os.chown(path, owner.uid, owner.gid)
    return path


def is_private(path: Path, owner: Owner | None) -> bool:
    """Whether it is a real folder, the owner's, closed to everyone else."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    uid = owner.uid if owner else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077


def copied(binaries: Path, place: Path, owner: Owner) -> Path:
    """A copy of the wheel's programs that the owner can start, renewed when the wheel was."""
    package = binaries.parents[1]
    target = place / "programs" / package.name
    ours = target / binaries.relative_to(package)
    source = (binaries / "postgres").stat()
    if ours.is_dir():
        found = (ours / "postgres").stat()
        if (found.st_size, int(found.st_mtime)) == (source.st_size, int(source.st_mtime)):
            return ours
    shutil.rmtree(place / "programs", ignore_errors=True)
    shutil.copytree(package / binaries.parent.name, target / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target.with_name(libraries.name), symlinks=True)
    if not can_run(ours / "postgres", owner):
        raise Trouble(f"{ours} cannot be used by the user {USER}; is {place} on a file system without exec?")
    return ours


def program_of(pid: int) -> str:
    """The name of the running program with this number, "" when there is none."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/comm").read_text()
        except OSError:
            return ""
    command = ["/bin/ps", "-p", str(pid), "-o", "comm="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _test(question: str, path: Path, owner: Owner) -> bool:
    return subprocess.run(["test", question, str(path)], cwd="/", **as_owner(owner)).returncode == 0  # noqa: S603, S607


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    shell = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    ways = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", shell, USER],
        ["adduser", "-S", "-D", "-H", "-s", shell, USER],
    )  # fmt: skip
    for way in ways:
        program = shutil.which(way[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
        if program:
            subprocess.run([program, *way[1:]], check=False, capture_output=True)  # noqa: S603
        if entry := _entry():
            return entry
    raise Trouble(f"PostgreSQL does not run as root; make a user for it: useradd --system {USER}")
