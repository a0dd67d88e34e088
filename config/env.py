"""Typed reading of the environment. Every secret may also come from a file named by NAME_FILE."""

from __future__ import annotations

import os
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
