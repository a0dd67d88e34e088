"""A directory that behaves like Active Directory and lives in one file. For the demo and for tests.

Several processes share it; every verb reads and writes the whole file under a lock. What a test or a curious person
writes into the file holds from the next verb on: `down`, `late` (seconds before every answer), `policy`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pishkhan.identity.providers.complexity import is_complex
from pishkhan.identity.providers.protocol import (
    PATIENCE,
    Account,
    Checked,
    Failed,
    NewAccount,
    Outcome,
    Policy,
    Reach,
)

PREVIOUS_SECONDS = 3600
"""How long the password before still signs in."""
EPOCH = 11_644_473_600
"""Seconds from 1601, where the directory's clock begins, to 1970."""
START: dict[str, Any] = {
    "down": False, "late": 0, "accounts": {},
    "policy": {"min_length": 7, "history": 24, "complexity": True, "threshold": 10, "lockout_minutes": 30},
}  # fmt: skip


class Fake:
    """A Directory in `<store>/<host>.json`."""

    def __init__(self, reach: Reach) -> None:
        if reach.store is None or not reach.host.replace("-", "").replace(".", "").isalnum():
            raise Failed(Outcome.SETTINGS_WRONG)
        self.path = reach.store / f"{reach.host}.json"
        self.reach = reach

    def policy(self) -> Policy:
        with self._ours() as kept:
            return Policy(**kept["policy"])

    def find(self, name: str) -> Account | None:
        with self._ours() as kept:
            return _account(name, kept["accounts"].get(name))

    def begin(self, new: NewAccount) -> None:
        with self._ours() as kept:
            if kept["accounts"].setdefault(new.name, _begun(new)).get("elsewhere"):
                raise Failed(Outcome.TAKEN, "00002071")

    def set_password(self, name: str, password: str) -> None:
        with self._ours() as kept:
            row = _must_find(kept, name)
            _check(kept, row, name, password)
            _keep(row, password)
            row.update(failures=0, locked_at=0, must_change=False)

    def finish(self, name: str) -> None:
        with self._ours() as kept:
            row = _must_find(kept, name)
            if row["is_begun"]:
                row.update(is_begun=False, is_enabled=True)

    def change_password(self, name: str, old: str, new: str) -> None:
        found = self.check(name, old)
        if found.outcome is not Outcome.OK:
            raise Failed(found.outcome, found.code)
        with self._open() as kept:
            row = kept["accounts"][name]
            policy = Policy(**kept["policy"])
            if any(_fits(one, new) for one in row["passwords"][: policy.history]):
                raise Failed(Outcome.POLICY, "0000052D")
            if time.time() - row["set_at"] < policy.shortest_minutes * 60:
                raise Failed(Outcome.POLICY, "0000052D")
            _check(kept, row, name, new)
            _keep(row, new)

    def unlock(self, name: str) -> None:
        with self._ours() as kept:
            _must_find(kept, name).update(failures=0, locked_at=0)

    def enable(self, name: str, *, on: bool) -> None:
        with self._ours() as kept:
            row = _must_find(kept, name)
            if row["is_begun"]:
                raise Failed(Outcome.NOT_FOUND)
            row["is_enabled"] = on

    def check(self, name: str, password: str) -> Checked:
        with self._open() as kept:
            row = kept["accounts"].get(name)
            if not password or not row:
                return Checked(Outcome.WRONG, code="0000052E")
            policy = Policy(**kept["policy"])
            if _is_locked(row, policy):
                return Checked(Outcome.LOCKED, code="00000775")
            if not _signs_in(row, password):
                row["failures"] += 1
                if policy.threshold and row["failures"] >= policy.threshold:
                    row["locked_at"] = time.time()
                return Checked(Outcome.WRONG, code="0000052E")
            if not row["is_enabled"]:
                return Checked(Outcome.DISABLED, code="00000533")
            if row["must_change"]:
                return Checked(Outcome.MUST_CHANGE, code="00000773")
            row["failures"] = 0
            return Checked(Outcome.OK, _stamp(row))

    def changed_since(self, stamp: int, most: int = 5000) -> list[Account]:
        with self._ours() as kept:
            found = [_account(name, row) for name, row in kept["accounts"].items() if _stamp(row) >= max(stamp, 1)]
        return [one for one in found if one][:most]

    @contextlib.contextmanager
    def _ours(self) -> Iterator[dict[str, Any]]:
        """What is kept, for who has our key; any is right."""
        if not self.reach.bind_dn or not self.reach.secret:
            raise Failed(Outcome.KEY_WRONG)
        with self._open() as kept:
            yield kept

    @contextlib.contextmanager
    def _open(self) -> Iterator[dict[str, Any]]:
        """What is kept; written back at the end, also when a refusal was counted."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = read(self.path)
            if kept["down"] or kept["late"] > PATIENCE:
                raise Failed(Outcome.UNREACHABLE, "DOWN")
            time.sleep(kept["late"])
            try:
                yield kept
            finally:
                write(self.path, kept)


def read(path: Path) -> dict[str, Any]:
    """All a fake knows."""
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return {**json.loads(json.dumps(START)), **kept}


def write(path: Path, kept: dict[str, Any]) -> None:
    """Replace all a fake knows, whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept, ensure_ascii=False))
    fresh.replace(path)


def _begun(new: NewAccount) -> dict[str, Any]:
    return {
        "shown_name": new.shown_name, "is_enabled": False, "is_begun": True, "must_change": False, "passwords": [],
        "set_at": 0, "failures": 0, "locked_at": 0,
    }  # fmt: skip


def _account(name: str, row: dict[str, Any] | None) -> Account | None:
    if row is None or row.get("elsewhere"):
        return None
    return Account(
        name=name, dn=f"CN={name}", stamp=_stamp(row), is_enabled=row["is_enabled"], is_locked=bool(row["locked_at"]),
        is_begun=row["is_begun"],
    )  # fmt: skip


def _must_find(kept: dict[str, Any], name: str) -> dict[str, Any]:
    row: dict[str, Any] | None = kept["accounts"].get(name)
    if row is None or row.get("elsewhere"):
        raise Failed(Outcome.NOT_FOUND)
    return row


def _stamp(row: dict[str, Any]) -> int:
    return 0 if row["must_change"] or not row["set_at"] else int((row["set_at"] + EPOCH) * 10**7)


def _is_locked(row: dict[str, Any], policy: Policy) -> bool:
    locked, minutes = row["locked_at"], policy.lockout_minutes
    return bool(locked) and (not minutes or time.time() < locked + minutes * 60)


def _signs_in(row: dict[str, Any], password: str) -> bool:
    """The password now, or for an hour the one before."""
    known = row["passwords"][:2] if time.time() < row["set_at"] + PREVIOUS_SECONDS else row["passwords"][:1]
    return any(_fits(one, password) for one in known)


def _check(kept: dict[str, Any], row: dict[str, Any], name: str, password: str) -> None:
    policy = Policy(**kept["policy"])
    plain = policy.complexity and not is_complex(password, name=name, shown_name=row["shown_name"])
    if not password or len(password) < policy.min_length or plain:
        raise Failed(Outcome.POLICY, "0000052D")


def _keep(row: dict[str, Any], password: str) -> None:
    salt = os.urandom(16)
    row["passwords"] = [[salt.hex(), _digest(salt, password)], *row["passwords"]][:25]
    row["set_at"] = time.time()


def _fits(one: list[str], password: str) -> bool:
    return hmac.compare_digest(one[1], _digest(bytes.fromhex(one[0]), password))


def _digest(salt: bytes, password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 2000).hex()
