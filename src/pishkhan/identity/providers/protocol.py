"""What a university's directory is to us: accounts that are found, made, given passwords and asked to bind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

MARK = "pishkhan: not finished"
"""In the account's `info` from its making until it is switched on: what bears it was never anybody's to use."""
NAME_LENGTH = 20
"""Characters a sAMAccountName may have."""
PATIENCE = 10.0
"""Seconds one verb waits for a directory altogether."""
CONNECT = 5.0
"""Seconds to reach it."""


class Outcome(StrEnum):
    """What the directory says, in our words. Vendors' codes become these in `codes.py`."""

    OK = "ok"
    WRONG = "wrong"
    """No such name, or not its password: nobody is told which."""
    DISABLED = "disabled"
    MUST_CHANGE = "must_change"
    """The password is right and has run out, or somebody wants it changed first."""
    EXPIRED = "expired"
    """The account itself has run out."""
    LOCKED = "locked"
    NOT_NOW = "not_now"
    """Right, but not at this hour or from this machine."""
    POLICY = "policy"
    """The new password is too short, too plain, used before, or too soon after the last one."""
    TAKEN = "taken"
    """The name belongs to an account outside our part of the directory."""
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    """Our account in the directory lacks the right."""
    KEY_WRONG = "key_wrong"
    """Our account in the directory cannot sign in."""
    CERTIFICATE = "certificate"
    """The directory's certificate is not of our authority, or names another machine."""
    UNREACHABLE = "unreachable"
    NOT_INSTALLED = "not_installed"
    """This installation lacks what speaks to directories."""
    SETTINGS_WRONG = "settings_wrong"
    TROUBLE = "trouble"


TECHNICAL = frozenset({
    Outcome.FORBIDDEN, Outcome.KEY_WRONG, Outcome.CERTIFICATE, Outcome.UNREACHABLE, Outcome.NOT_INSTALLED,
    Outcome.SETTINGS_WRONG, Outcome.TROUBLE,
})  # fmt: skip
"""What the person at the page can do nothing about: the university's technicians must."""


class Failed(Exception):
    """The directory did not do it. `code` is its own, for the log; nothing of what was sent is in here."""

    def __init__(self, outcome: Outcome, code: str = "") -> None:
        super().__init__(f"{outcome} {code}".strip())
        self.outcome, self.code = outcome, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a directory is and how we sign in there. `base_dn` is our part of it: we change nothing outside."""

    host: str
    port: int
    base_dn: str
    bind_dn: str
    secret: str = field(repr=False)
    upn_suffix: str = ""
    ca_pem: str = ""
    store: Path | None = None
    """Folder in which the fake keeps what it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the directory asks of passwords. `threshold`: failures until an account is locked, 0 for never; the rest
    in characters, passwords, days and minutes; 0 where there is no such rule."""

    min_length: int = 0
    history: int = 0
    complexity: bool = False
    threshold: int = 0
    lockout_minutes: int = 0
    longest_days: int = 0
    shortest_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to be made."""

    name: str
    shown_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as it is. `stamp` changes with the password, 0 when it must be changed first; `is_begun`: it bears
    our mark, so its making was never finished."""

    name: str
    dn: str
    stamp: int
    is_enabled: bool
    is_locked: bool = False
    is_begun: bool = False
    flags: int = 0
    """The directory's own switches, kept as they are when one is turned."""
    sid: bytes = b""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a try to sign in came to; `stamp` as in Account, where it could be read."""

    outcome: Outcome
    stamp: int | None = None
    code: str = ""


class Directory(Protocol):
    """One directory for the length of one verb: PATIENCE counts from when it was made. Everything raises Failed.

    What changes an account may be repeated and then changes nothing more. Names are sAMAccountNames.
    """

    def policy(self) -> Policy:
        """The strictest of what we may read."""

    def find(self, name: str) -> Account | None:
        """An account in our part of the directory."""

    def begin(self, new: NewAccount) -> None:
        """First step of three: the account, switched off, without a password, with our mark. Raises Failed TAKEN."""

    def set_password(self, name: str, password: str) -> None:
        """Give an account a password, and unlock it. Its history is not asked. Raises Failed NOT_FOUND, POLICY."""

    def finish(self, name: str) -> None:
        """Switch an account on and take our mark away, in one."""

    def change_password(self, name: str, old: str, new: str) -> None:
        """As its owner, so that history and the shortest age hold. Raises Failed with why they could not sign in,
        WRONG, POLICY."""

    def unlock(self, name: str) -> None:
        """Let an account sign in again after too many failures. Raises Failed NOT_FOUND."""

    def enable(self, name: str, *, on: bool) -> None:
        """Switch an account on or off. Raises Failed NOT_FOUND."""

    def check(self, name: str, password: str) -> Checked:
        """Try to sign in with a name from anywhere in the directory. Raises Failed only for TECHNICAL."""

    def changed_since(self, stamp: int, most: int = 5000) -> list[Account]:
        """Accounts of our part whose password was changed at or after a stamp, so many at most."""
