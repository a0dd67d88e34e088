"""Active Directory over LDAPS. Every verb opens a connection, uses it and closes it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import ldap
from ldap.dn import dn2str, escape_dn_chars, str2dn
from ldap.filter import escape_filter_chars

from pishkhan.identity.providers import ldap_rows as rows
from pishkhan.identity.providers.ldap_link import Clock, Link, failed, opened
from pishkhan.identity.providers.protocol import (
    MARK,
    TECHNICAL,
    Account,
    Checked,
    Failed,
    NewAccount,
    Outcome,
    Policy,
    Reach,
)

PEOPLE = "(objectCategory=person)(objectClass=user)"


class ActiveDirectory:
    """A Directory on python-ldap."""

    def __init__(self, reach: Reach) -> None:
        self.reach, self.clock = reach, Clock()
        try:
            parts = [part for part in str2dn(reach.base_dn) if part[0][0].upper() == "DC"]
        except ldap.DECODING_ERROR:
            parts = []
        if not parts:
            raise Failed(Outcome.SETTINGS_WRONG)
        self.root, self.domain = dn2str(parts), ".".join(part[0][1] for part in parts)

    def policy(self) -> Policy:
        place = f"CN=Password Settings Container,CN=System,{self.root}"
        with self._ours() as link:
            found = [rows.domain_policy(row) for row in
                     link.search(self.root, ldap.SCOPE_BASE, "(objectClass=*)", rows.OF_DOMAIN)]  # fmt: skip
            with contextlib.suppress(ldap.NO_SUCH_OBJECT, ldap.INSUFFICIENT_ACCESS):
                fine = link.search(place, ldap.SCOPE_ONELEVEL, "(objectClass=msDS-PasswordSettings)")
                found += [rows.fine_policy(row) for row in fine]
            # Our part must be there too, or nothing else would work.
            link.search(self.reach.base_dn, ldap.SCOPE_BASE, "(objectClass=*)", ["objectClass"])
        if not found:
            raise Failed(Outcome.FORBIDDEN)
        return rows.strictest(found)

    def find(self, name: str) -> Account | None:
        with self._ours() as link:
            return self._find(link, name)

    def begin(self, new: NewAccount) -> None:
        values = {
            "objectClass": ["top", "person", "organizationalPerson", "user"], "sAMAccountName": [new.name],
            "userPrincipalName": [f"{new.name}@{self.reach.upn_suffix or self.domain}"],
            "displayName": [new.shown_name or new.name], "userAccountControl": [str(rows.ORDINARY | rows.OFF)],
            "info": [MARK],
        }  # fmt: skip
        with self._ours() as link:
            try:
                link.add(f"CN={escape_dn_chars(new.name)},{self.reach.base_dn}", values)
            except (ldap.ALREADY_EXISTS, ldap.CONSTRAINT_VIOLATION) as error:
                found = self._find(link, new.name)
                if found is None or not found.is_begun:
                    raise Failed(Outcome.TAKEN, failed(error).code) from None

    def set_password(self, name: str, password: str) -> None:
        if not password:
            raise Failed(Outcome.POLICY)
        with self._ours() as link:
            account = self._must_find(link, name)
            link.modify(account.dn, (ldap.MOD_REPLACE, "unicodePwd", [_quoted(password)]))
            # Windows asks for a change at the next sign-in after a reset unless it is told that this was one.
            link.modify(
                account.dn, (ldap.MOD_REPLACE, "pwdLastSet", [b"-1"]),
                *([(ldap.MOD_REPLACE, "lockoutTime", [b"0"])] if account.is_locked else []),
            )  # fmt: skip

    def finish(self, name: str) -> None:
        with self._ours() as link:
            account = self._must_find(link, name)
            if account.is_begun:
                _switch(link, account, on=True)

    def change_password(self, name: str, old: str, new: str) -> None:
        if not old or not new:
            raise Failed(Outcome.POLICY if old else Outcome.WRONG)
        with self._as(name, old) as (link, account):
            link.modify(
                account.dn, (ldap.MOD_DELETE, "unicodePwd", [_quoted(old)]),
                (ldap.MOD_ADD, "unicodePwd", [_quoted(new)]),
            )  # fmt: skip

    def unlock(self, name: str) -> None:
        with self._ours() as link:
            account = self._must_find(link, name)
            if account.is_locked:
                link.modify(account.dn, (ldap.MOD_REPLACE, "lockoutTime", [b"0"]))

    def enable(self, name: str, *, on: bool) -> None:
        with self._ours() as link:
            account = self._must_find(link, name)
            if account.is_begun:
                raise Failed(Outcome.NOT_FOUND)
            if account.is_enabled != on:
                _switch(link, account, on=on)

    def check(self, name: str, password: str) -> Checked:
        if not name or not password:
            return Checked(Outcome.WRONG)  # a bind without a password succeeds for every name
        try:
            with self._as(name, password) as (_, found):
                pass
        except Failed as error:
            if error.outcome in TECHNICAL:
                raise
            return Checked(error.outcome, code=error.code)
        return Checked(Outcome.OK, found.stamp)

    def changed_since(self, stamp: int, most: int = 5000) -> list[Account]:
        asked = f"(&{PEOPLE}(pwdLastSet>={int(stamp)}))"
        with self._ours() as link:
            return [rows.account(row) for row in link.pages(self.reach.base_dn, asked, rows.OF_ACCOUNT, most)]

    def _find(self, link: Link, name: str, base: str = "") -> Account | None:
        asked = f"(&{PEOPLE}(sAMAccountName={escape_filter_chars(name)}))"
        found = link.search(base or self.reach.base_dn, ldap.SCOPE_SUBTREE, asked, rows.OF_ACCOUNT)
        return rows.account(found[0]) if found else None

    def _must_find(self, link: Link, name: str) -> Account:
        found = self._find(link, name)
        if found is None:
            raise Failed(Outcome.NOT_FOUND)
        return found

    @contextlib.contextmanager
    def _ours(self) -> Iterator[Link]:
        """A connection of our account."""
        if not self.reach.bind_dn or not self.reach.secret:
            raise Failed(Outcome.KEY_WRONG)
        with opened(self.reach, self.clock) as link:
            try:
                link.bind(self.reach.bind_dn, self.reach.secret)
            except (ldap.INVALID_CREDENTIALS, ldap.INVALID_DN_SYNTAX) as error:
                raise Failed(Outcome.KEY_WRONG, failed(error).code) from None
            yield link

    @contextlib.contextmanager
    def _as(self, name: str, password: str) -> Iterator[tuple[Link, Account]]:
        """A connection of somebody else, and their account."""
        with opened(self.reach, self.clock) as link:
            link.bind(f"{name}@{self.domain}", password)
            # Another account may bear this as its principal name: then it was not this one that signed in.
            account = self._find(link, name, self.root)
            if account is None or account.sid not in link.groups():
                raise Failed(Outcome.WRONG)
            yield link, account


def _switch(link: Link, account: Account, *, on: bool) -> None:
    flags = account.flags & ~rows.OFF if on else account.flags | rows.OFF
    mark = [(ldap.MOD_DELETE, "info", None)] if account.is_begun else []
    link.modify(account.dn, (ldap.MOD_REPLACE, "userAccountControl", [str(flags).encode()]), *mark)


def _quoted(password: str) -> bytes:
    return f'"{password}"'.encode("utf-16-le")
