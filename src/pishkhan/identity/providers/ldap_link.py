"""One connection to a directory: opened, trusted, timed and closed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from typing import Any

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from pishkhan.identity.providers import tls
from pishkhan.identity.providers.codes import CODES, code_of
from pishkhan.identity.providers.protocol import PATIENCE, Failed, Outcome, Reach

BY_CLASS: Mapping[type[Exception], Outcome] = {
    ldap.INVALID_CREDENTIALS: Outcome.WRONG, ldap.INSUFFICIENT_ACCESS: Outcome.FORBIDDEN,
    ldap.ALREADY_EXISTS: Outcome.TAKEN, ldap.NO_SUCH_OBJECT: Outcome.SETTINGS_WRONG,
    ldap.SERVER_DOWN: Outcome.UNREACHABLE, ldap.TIMEOUT: Outcome.UNREACHABLE, ldap.BUSY: Outcome.UNREACHABLE,
    ldap.UNAVAILABLE: Outcome.UNREACHABLE, ldap.CONNECT_ERROR: Outcome.UNREACHABLE,
    ldap.INVALID_DN_SYNTAX: Outcome.SETTINGS_WRONG,
}  # fmt: skip
"""For answers without a number."""


PAGE = 500


def failed(error: Exception) -> Failed:
    """A library's exception in our words. Its own text may hold names, so none of it goes on."""
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    info = str(told.get("info", ""))
    code = code_of(info)
    if code in CODES:
        return Failed(CODES[code], code)
    found = next((ours for kind, ours in BY_CLASS.items() if isinstance(error, kind)), Outcome.TROUBLE)
    return Failed(found, code or type(error).__name__)


class Clock:
    """Counts down from PATIENCE over all connections of one verb."""

    def __init__(self) -> None:
        self.until = time.monotonic() + PATIENCE

    def left(self) -> float:
        """Seconds left. Raises Failed UNREACHABLE when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Failed(Outcome.UNREACHABLE, "TIMEOUT")
        return left


class Link:
    """A connection whose every question ends when the clock does."""

    def __init__(self, ldap_object: Any, clock: Clock) -> None:
        self._ldap, self._clock = ldap_object, clock

    def _ask(self, what: str, *given: Any) -> Any:
        left = self._clock.left()
        self._ldap.timeout = left
        self._ldap.set_option(ldap.OPT_TIMEOUT, left)
        return getattr(self._ldap, what)(*given)

    def bind(self, who: str, password: str) -> None:
        self._ask("simple_bind_s", who, password)

    def groups(self) -> list[bytes]:
        """Security ids of who is signed in here: their own and those of their groups."""
        found: list[bytes] = self._ask("search_s", "", ldap.SCOPE_BASE, "(objectClass=*)", ["tokenGroups"])[0][1].get(
            "tokenGroups", []
        )
        return found

    def add(self, dn: str, rows: Mapping[str, list[str]]) -> None:
        self._ask("add_s", dn, [(key, [each.encode() for each in values]) for key, values in rows.items()])

    def modify(self, dn: str, *changes: tuple[int, str, list[bytes] | None]) -> None:
        self._ask("modify_s", dn, list(changes))

    def search(self, base: str, scope: int, asked: str, wanted: list[str] | None = None) -> list[dict[str, Any]]:
        """Entries with their `dn`; referrals to other servers are left out."""
        rows = self._ask("search_s", base, scope, asked, wanted)
        return [{**row, "dn": dn} for dn, row in rows if dn]

    def pages(self, base: str, asked: str, wanted: list[str], most: int) -> Iterator[dict[str, Any]]:
        """Entries below a base in pages, for what may be more than a directory gives in one answer."""
        control = SimplePagedResultsControl(True, size=min(PAGE, most), cookie="")
        while most > 0:
            given = self._ask("search_ext", base, ldap.SCOPE_SUBTREE, asked, wanted, 0, [control])
            _, rows, _, controls = self._ask("result3", given)
            found = [{**row, "dn": dn} for dn, row in rows if dn]
            yield from found[:most]
            most -= len(found)
            control.cookie = next((each.cookie for each in controls if each.controlType == control.controlType), "")
            if not control.cookie:
                return


@contextlib.contextmanager
def opened(reach: Reach, clock: Clock) -> Iterator[Link]:
    """A connection to the directory, not signed in. Raises Failed, also for what goes wrong while it is used."""
    near = tls.tunnel(reach.host, reach.port, reach.ca_pem, clock.until)
    found = ldap.initialize("ldap://directory", fileno=near.detach())  # closing it is the library's from here on
    try:
        found.set_option(ldap.OPT_PROTOCOL_VERSION, 3)
        found.set_option(ldap.OPT_REFERRALS, 0)
        yield Link(found, clock)
    except ldap.LDAPError as error:
        raise failed(error) from None
    finally:
        with contextlib.suppress(ldap.LDAPError):
            found.unbind_ext_s()
