"""What Active Directory's attributes say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pishkhan.identity.providers.protocol import MARK, Account, Policy

OFF, ORDINARY = 0x2, 0x200
"""Bits of userAccountControl: switched off; an ordinary account."""
COMPLEX = 0x1
"""Bit of pwdProperties."""
NEVER = -(2**63)
"""How times say "no such limit"."""
OF_ACCOUNT = ["sAMAccountName", "userAccountControl", "pwdLastSet", "lockoutTime", "info", "objectSid"]
OF_DOMAIN = [
    "minPwdLength", "pwdHistoryLength", "pwdProperties", "lockoutThreshold", "lockoutDuration", "maxPwdAge", "minPwdAge"
]  # fmt: skip
Row = Mapping[str, Any]


def account(row: Row) -> Account:
    flags = number(row, "userAccountControl")
    return Account(
        name=text(row, "sAMAccountName"), dn=row["dn"], stamp=number(row, "pwdLastSet"), is_enabled=not flags & OFF,
        is_locked=number(row, "lockoutTime") > 0, is_begun=text(row, "info") == MARK, flags=flags,
        sid=bytes((row.get("objectSid") or [b""])[0]),
    )  # fmt: skip


def domain_policy(row: Row) -> Policy:
    """The policy in the domain's own entry."""
    return Policy(
        min_length=number(row, "minPwdLength"), history=number(row, "pwdHistoryLength"),
        complexity=bool(number(row, "pwdProperties") & COMPLEX), threshold=number(row, "lockoutThreshold"),
        lockout_minutes=minutes(row, "lockoutDuration"), longest_days=minutes(row, "maxPwdAge") // 1440,
        shortest_minutes=minutes(row, "minPwdAge"),
    )  # fmt: skip


def fine_policy(row: Row) -> Policy:
    """A policy for some people only (a password settings object)."""
    return Policy(
        min_length=number(row, "msDS-MinimumPasswordLength"), history=number(row, "msDS-PasswordHistoryLength"),
        complexity=text(row, "msDS-PasswordComplexityEnabled") == "TRUE",
        threshold=number(row, "msDS-LockoutThreshold"), lockout_minutes=minutes(row, "msDS-LockoutDuration"),
        longest_days=minutes(row, "msDS-MaximumPasswordAge") // 1440,
        shortest_minutes=minutes(row, "msDS-MinimumPasswordAge"),
    )  # fmt: skip


def strictest(found: Sequence[Policy]) -> Policy:
    """One policy that satisfies all of them."""

    def least(values: list[int]) -> int:
        return min((value for value in values if value), default=0)

    return Policy(
        min_length=max(each.min_length for each in found), history=max(each.history for each in found),
        complexity=any(each.complexity for each in found), threshold=least([each.threshold for each in found]),
        lockout_minutes=max(each.lockout_minutes for each in found),
        longest_days=least([each.longest_days for each in found]),
        shortest_minutes=max(each.shortest_minutes for each in found),
    )


def text(row: Row, name: str) -> str:
    values = row.get(name) or [b""]
    return bytes(values[0]).decode("utf-8", "replace")


def number(row: Row, name: str) -> int:
    """A whole number, 0 where there is none."""
    try:
        return int(text(row, name))
    except ValueError:
        return 0


def minutes(row: Row, name: str) -> int:
    """A span, which is written as a negative number of 100 nanoseconds; 0 for none and for ever."""
    found = number(row, name)
    return 0 if found == NEVER else int(timedelta(microseconds=-found // 10).total_seconds() // 60)
