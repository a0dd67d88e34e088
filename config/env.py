"""Typed reading of the environment. Every secret may also come from a file named by NAME_FILE."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path


class SettingMissing(RuntimeError):
    """A production setting without which starting would be unsafe."""


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, else the contents of the file named by NAME_FILE, else the default.

    Raises SettingMissing when none of the three is there.
    """
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    if default is None:
        raise SettingMissing(f"set {name}, or {name}_FILE to a file that holds it")
    return default


def flag(name: str, *, default: bool) -> bool:
    """A yes/no setting; anything but the listed words is refused."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off", ""}:
        return False
    raise SettingMissing(f"{name} must be yes or no, not {value!r}")


def number(name: str, default: int) -> int:
    """A whole number."""
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database_url() -> str:
    """DATABASE_URL; for the worker WORKER_DATABASE_URL where it is set: LISTEN needs a direct address."""
    if "procrastinate" in sys.argv and os.environ.get("WORKER_DATABASE_URL"):
        return os.environ["WORKER_DATABASE_URL"]
    return text("DATABASE_URL")


def check_key(name: str, value: str) -> None:
    """A key must be 32 random bytes in base64. Raises SettingMissing for anything else."""
    try:
        raw = base64.b64decode(value, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 32 or len(set(raw)) < 8:
        raise SettingMissing(f"{name} must be 32 random bytes in base64; make one with: openssl rand -base64 32")
