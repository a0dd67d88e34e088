"""What may be written into an account at a provider."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings as site

from pishkhan.kernel.errors import Faults
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.enums import Channel
from pishkhan.notifications.providers.protocol import Provider

DEAREST = 1_000_000
"""Rials one part may be said to cost."""
INSIDE = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "lan", "home"})
"""Last parts of names that are known only inside a house; so are names of one part."""
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An account as an administrator wants it. A secret left empty keeps what there is."""

    provider: str
    name: str
    settings: Mapping[str, str] = field(repr=False)
    channels: frozenset[Channel]
    templates: Mapping[str, Mapping[str, object]]
    enabled: bool
    resting: int
    per_second: int
    rials_per_part: int = 0


def to_type_again(
    kind: type[Provider], before: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]
) -> set[str]:
    """Secrets that would be sent somewhere else than where they were meant for: nobody who cannot read them may
    learn them by naming another address."""
    aims = [each for each in kind.settings if each.aims]
    if all((before.get(each.name) or each.default) == (now.get(each.name) or each.default) for each in aims):
        return set()
    return {each.name for each in kind.settings if each.secret and before.get(each.name) and not typed.get(each.name)}


def is_address(value: str) -> bool:
    """An address of a service out in the world. In the clear, and inside this house, only in the demo: else who may
    write accounts could have this machine speak to what listens beside it. Hosts of mail are no such addresses and may
    be private, for a university's mail server mostly is."""
    try:
        parts = urlsplit(value)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
        plain = parts.scheme == "http" and host in {"127.0.0.1", "localhost", "::1"} and site.DEMO
        whole = host and not parts.query and not parts.username
        return bool((parts.scheme == "https" or plain) and whole and (site.DEMO or _is_outside(host)))
    except ValueError:
        return False


def _is_outside(host: str) -> bool:
    """Whether a host is out in the world, as far as its name tells."""
    last = host.rsplit(".", 1)[-1]
    if last in INSIDE:
        return False
    try:
        found = ip_address(host)
    except ValueError:
        # Resolvers read 127.1 and 0x7f000001 as addresses too; no name in the world ends in a number.
        return "." in host and not NUMBER.fullmatch(last)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def check(
    kind: type[Provider], wanted: Wanted, settings: Mapping[str, str], *, again: Collection[str], taken: bool
) -> None:
    """Raises Invalid or Several. Every fault bears its field's name too: one alone is raised without the others."""
    faults = Faults()

    def wrong(field: str, code: str) -> None:
        faults.note(field, code, field=field)

    if not clean_display(wanted.name):
        wrong("name", "name_missing")
    elif taken:
        wrong("name", "name_taken")
    if not wanted.channels or not wanted.channels <= kind.channels:
        wrong("channels", "channels_missing")
    if not 0 <= wanted.resting <= 100:
        wrong("resting", "weight_wrong")
    if not 1 <= wanted.per_second <= 1000:
        wrong("per_second", "rate_wrong")
    if not 0 <= wanted.rials_per_part <= DEAREST:
        wrong("rials_per_part", "price_wrong")
    for each in kind.settings:
        given = settings.get(each.name) or each.default
        if each.required and not given:
            wrong(each.name, "setting_missing")
        elif each.name in again:
            wrong(each.name, "secret_again")
        elif each.is_url and not is_address(given):
            wrong(each.name, "address_wrong")
        elif each.choices and given not in {value for value, _label in each.choices}:
            wrong(each.name, "setting_choice")
    faults.check()
