"""Counting failed tries in windows of time, in one statement each: parallel tries are counted like those in a row."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from pishkhan.identity.models import Tries
from pishkhan.plumbing.rows import Statement, run
from pishkhan.plumbing.sealing import blind_index

_TAKE = Statement("""
    INSERT INTO identity_tries AS had (key, count, ends_at) VALUES (%(key)s, 1, %(ends)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN had.ends_at <= %(now)s THEN 1 ELSE had.count + 1 END,
        ends_at = CASE WHEN had.ends_at <= %(now)s THEN excluded.ends_at ELSE had.ends_at END
    WHERE had.ends_at <= %(now)s OR had.count < %(most)s
    RETURNING count
""")
_ENDS = Statement("SELECT ends_at FROM identity_tries WHERE key = %(key)s")
_MARK = Statement("""
    INSERT INTO identity_tries (key, count, ends_at) VALUES (%(key)s, 1, %(ends)s)
    ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at
""")
WHOLE_NETWORK = 64
"""Bits of an IPv6 address that one household or one telephone has to itself."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many failures within so many seconds of the first one."""

    subject: str
    most: int
    seconds: int

    @property
    def key(self) -> str:
        return blind_index("tries", self.subject)


def take(limits: Collection[Limit]) -> datetime | None:
    """Count a try against every limit before it is made. None: it may be made; else when it may be made again, and
    then nothing stays counted. What went well is given back by `give_back`."""
    now = timezone.now()
    taken: list[Limit] = []
    for limit in limits:
        ends = now + timedelta(seconds=limit.seconds)
        if _TAKE.row(key=limit.key, ends=ends, now=now, most=limit.most) is None:
            give_back(taken)
            row = _ENDS.row(key=limit.key)
            return row[0] if row else ends
        taken.append(limit)
    return None


def give_back(limits: Collection[Limit]) -> None:
    """Take back tries that went well."""
    for limit in limits:
        run("UPDATE identity_tries SET count = count - 1 WHERE key = %(key)s AND count > 0", {"key": limit.key})


def is_spent(limit: Limit) -> bool:
    """Whether a limit would refuse the next try."""
    return Tries.objects.filter(key=limit.key, count__gte=limit.most, ends_at__gt=timezone.now()).exists()


def mark(subject: str, lasts: timedelta) -> None:
    """Remember that something was seen."""
    _MARK.touched(key=blind_index("tries", subject), ends=timezone.now() + lasts)


def is_marked(subject: str) -> bool:
    """Whether something was seen, and not too long ago."""
    return Tries.objects.filter(key=blind_index("tries", subject), ends_at__gt=timezone.now()).exists()


def forget_old() -> int:
    """Delete windows that have ended; how many."""
    return Tries.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def network(address: str) -> str:
    """The part of an address that one subscriber has: an IPv6 telephone has billions of addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{parsed}/{WHOLE_NETWORK}", strict=False).network_address)
