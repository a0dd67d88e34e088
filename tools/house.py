"""Where things are, how the doors speak, and how they remember what is already done."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOGS = VAR / "log"


class Trouble(Exception):
    """Something a person must put right; the message is the one line that says how."""


def say(line: str) -> None:
    """One progress line."""
    print(line, flush=True)


def door(work: Callable[[], int | None]) -> int:
    """Run a door's work; every expected failure becomes one line on stderr and exit code 1."""
    try:
        return work() or 0
    except KeyboardInterrupt:
        return 130
    except Trouble as trouble:
        line = str(trouble)
    except OSError as error:
        if error.errno == 28:
            line = f"The disk is full. Free at least 1 GB under {ROOT} and try again."
        elif error.errno == 13:
            line = f"No permission to write {error.filename}. Run as the user who owns {ROOT}."
        else:
            raise
    print(line, file=sys.stderr, flush=True)
    return 1


def inside(module: str) -> None:
    """Go on in the Python of .venv, which does not return."""
    os.execv(PYTHON, [str(PYTHON), "-m", module, *sys.argv[1:]])


def is_inside() -> bool:
    """Whether this is the Python of .venv."""
    return Path(sys.prefix) == VENV


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash of the contents and names of files, folders taken whole, and of some words."""
    total = hashlib.sha256()
    for path in sorted(set(_files(paths))):
        total.update(os.fsencode(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path) + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update("\0".join(more).encode())
    return total.hexdigest()


def done(stamp: Path, mark: str) -> bool:
    """Whether the work this stamp stands for was finished for exactly this mark."""
    return stamp.exists() and stamp.read_text() == mark


def finish(stamp: Path, mark: str) -> None:
    """Remember that the work was finished for this mark."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    fresh = stamp.with_name(f"{stamp.name}.new")
    fresh.write_text(mark)
    fresh.replace(stamp)


@contextlib.contextmanager
def alone(name: str, *, waiting: str) -> Iterator[None]:
    """Hold var/<name>.lock; says `waiting` once when another process has it."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        elif path.exists():
            yield path
