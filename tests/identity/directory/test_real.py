"""What only a real Active Directory can show: the rights of our account, its certificate, its silence."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from uuid import uuid4

import pytest

from pishkhan.identity.providers import table
from pishkhan.identity.providers.making import give_password
from pishkhan.identity.providers.protocol import PATIENCE, Failed, NewAccount, Outcome
from tools import samba

pytestmark = pytest.mark.ad
FIRST, SECOND = "Blue-Sparrow-41", "Green-Heron-52"


@pytest.fixture
def name() -> str:
    return f"s{uuid4().hex[:12]}"


def outcome(reach, kind=table.ACTIVE_DIRECTORY) -> Outcome:
    with pytest.raises(Failed) as found:
        table.directory(kind, reach).policy()
    return found.value.outcome


@pytest.fixture
def link(real):
    """A connection of our account, for what our code never does with it."""
    from pishkhan.identity.providers.ldap_link import Clock, opened

    with opened(real.reach, Clock()) as found:
        found.bind(real.reach.bind_dn, real.reach.secret)
        yield found


def test_our_account_can_make_reset_unlock_and_switch(real, name):
    directory = real.directory()
    made = give_password(directory, NewAccount(name=name, shown_name="x"), FIRST)
    directory.enable(name, on=False)
    directory.enable(name, on=True)
    directory.set_password(name, SECOND)
    directory.unlock(name)
    assert made.dn == f"CN={name},{samba.PART}"


def forbidden(act) -> bool:
    import ldap

    try:
        act()
    except ldap.INSUFFICIENT_ACCESS:
        return True
    return False


def test_our_account_can_do_nothing_else(real, link, name):
    """In its part: no other field, no renaming, no group, no deleting. Outside: nothing at all."""
    import ldap

    give_password(real.directory(), NewAccount(name=name, shown_name="x"), FIRST)
    real.samba.tool("user", "create", f"{name}o", "Some-Where-Else-1")
    own, other = f"CN={name},{samba.PART}", f"CN={name}o,CN=Users,{samba.ROOT_DN}"
    secret = '"Taken-Over-99"'.encode("utf-16-le")
    user = {"objectClass": ["user"], "sAMAccountName": [f"{name}x"], "userAccountControl": ["514"]}
    acts = {
        "other field": lambda: link.modify(own, (ldap.MOD_REPLACE, "displayName", [b"y"])),
        "group made": lambda: link.add(f"CN=g{name},{samba.PART}", {"objectClass": ["group"]}),
        "part made": lambda: link.add(f"OU=o{name},{samba.PART}", {"objectClass": ["organizationalUnit"]}),
        "deleted": lambda: link._ask("delete_s", own),
        "into a group": lambda: link.modify(
            f"CN=Domain Admins,CN=Users,{samba.ROOT_DN}", (ldap.MOD_ADD, "member", [own.encode()])
        ),
        "made elsewhere": lambda: link.add(f"CN={name}x,CN=Users,{samba.ROOT_DN}", user),
        "reset elsewhere": lambda: link.modify(other, (ldap.MOD_REPLACE, "unicodePwd", [secret])),
        "reset of the administrator": lambda: link.modify(samba.ADMIN, (ldap.MOD_REPLACE, "unicodePwd", [secret])),
        "unlocked elsewhere": lambda: link.modify(other, (ldap.MOD_REPLACE, "lockoutTime", [b"0"])),
        "switched elsewhere": lambda: link.modify(other, (ldap.MOD_REPLACE, "userAccountControl", [b"514"])),
        "policy": lambda: link.modify(samba.ROOT_DN, (ldap.MOD_REPLACE, "minPwdLength", [b"1"])),
    }  # fmt: skip
    assert {what: forbidden(act) for what, act in acts.items()} == dict.fromkeys(acts, True)


def test_account_elsewhere_signs_in_but_is_never_changed_by_us(real, name):
    """Staff sit in other parts of the directory: they may log in, and their passwords are not ours to set."""
    real.elsewhere(name)
    directory = real.directory()
    assert directory.check(name, "Some-Where-Else-1").outcome is Outcome.OK
    assert directory.find(name) is None
    with pytest.raises(Failed) as refused:
        directory.set_password(name, FIRST)
    assert refused.value.outcome is Outcome.NOT_FOUND


def test_principal_name_of_another_account_signs_nobody_in(real, name):
    """A principal name may read like the account name of somebody else: that is not who has signed in."""
    other = f"{name}b"
    real.samba.tool("user", "create", other, SECOND, "--userou=OU=Students")
    import ldap

    from pishkhan.identity.providers.ldap_link import Clock, opened

    with opened(real.reach, Clock()) as link:
        link.bind(samba.ADMIN, samba.ADMIN_KEY)
        link.modify(
            f"CN={other},{samba.PART}", (ldap.MOD_REPLACE, "userPrincipalName", [f"{name}@uni.test".encode()])
        )
    assert real.directory().check(name, SECOND).outcome is Outcome.WRONG


def test_certificate_of_a_stranger_is_not_believed(real):
    assert outcome(replace(real.reach, ca_pem="")) is Outcome.CERTIFICATE


def test_certificate_for_another_name_is_not_believed(real, wire):
    assert table.directory(real.kind, replace(real.reach, host="127.0.0.1", port=wire.port)).policy()
    assert outcome(replace(real.reach, host="localhost", port=wire.port)) is Outcome.CERTIFICATE


@pytest.mark.parametrize("change", [
    {"base_dn": "OU=None,DC=uni,DC=test"}, {"base_dn": "nonsense"}, {"base_dn": "DC=uni,DC=other"},
    {"host": "a" * 70 + ".test"}, {"ca_pem": "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"},
])  # fmt: skip
def test_wrong_settings_are_told_as_such(real, change):
    found = outcome(replace(real.reach, **change))
    assert found in ({Outcome.UNREACHABLE, Outcome.SETTINGS_WRONG} if "host" in change else {Outcome.SETTINGS_WRONG})


@pytest.mark.parametrize("change", [{"secret": "wrong"}, {"bind_dn": "CN=nobody,DC=uni,DC=test"}, {"secret": ""}])
def test_wrong_account_of_ours_is_told_as_such(real, change):
    assert outcome(replace(real.reach, **change)) is Outcome.KEY_WRONG


def test_strictest_policy_for_some_people_counts_when_it_can_be_read(real):
    real.samba.tool("domain", "passwordsettings", "pso", "create", "students", "10", "--min-pwd-length=14",
                    "--account-lockout-threshold=3")  # fmt: skip
    try:
        as_admin = replace(real.reach, bind_dn=samba.ADMIN, secret=samba.ADMIN_KEY)
        policy = table.directory(real.kind, as_admin).policy()
        assert (policy.min_length, policy.threshold) == (14, 3)
        assert real.directory().policy().min_length == 7
    finally:
        real.samba.tool("domain", "passwordsettings", "pso", "delete", "students")


def test_password_set_twice_ends_the_one_before_at_once(real, name):
    for password in (FIRST, "Between-Both-88", SECOND):
        give_password(real.directory(), NewAccount(name=name, shown_name="x"), password)
    assert real.directory().check(name, FIRST).outcome is Outcome.WRONG


def test_many_at_once_each_get_their_own_account(real, name):
    done, new = [], [NewAccount(name=f"{name}{n}", shown_name="x") for n in range(4)]
    threads = [
        threading.Thread(target=lambda one=one: done.append(give_password(real.directory(), one, FIRST)))
        for one in [*new, *new]
    ]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted({each.name for each in done}) == [each.name for each in new]
    assert all(real.directory().check(each.name, FIRST).outcome is Outcome.OK for each in new)


def test_machine_that_never_answers_is_given_up(real, silent):
    """The library alone would wait without end for a machine that is silent before or after TLS."""
    began = time.monotonic()
    assert outcome(replace(real.reach, host="127.0.0.1", port=silent)) is Outcome.UNREACHABLE
    assert time.monotonic() - began < PATIENCE + 5
    assert [each for each in threading.enumerate() if each.name == "directory"] == []


def test_answer_that_comes_too_late_is_given_up(real, wire, name):
    """The directory takes the password and its answer is lost on the way: not set, as far as anybody is told."""
    reach = replace(real.reach, host="127.0.0.1", port=wire.port)
    directory = table.directory(real.kind, reach)
    really = directory.set_password

    def muted(*given):
        wire.mute()
        really(*given)

    directory.set_password = muted
    began = time.monotonic()
    with pytest.raises(Failed) as late:
        give_password(directory, NewAccount(name=name, shown_name="x"), FIRST)
    assert late.value.outcome is Outcome.UNREACHABLE
    assert time.monotonic() - began < PATIENCE + 5
    assert real.directory().check(name, FIRST).outcome is not Outcome.OK
    assert give_password(real.directory(), NewAccount(name=name, shown_name="x"), SECOND).is_enabled
