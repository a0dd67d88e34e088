"""The fake and a real Active Directory answer alike."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.identity.providers.making import give_password
from pishkhan.identity.providers.protocol import Account, Failed, NewAccount, Outcome

FIRST, SECOND, THIRD = "Blue-Sparrow-41", "Green-Heron-52", "Red-Falcon-63"


@pytest.fixture
def name() -> str:
    return f"s{uuid4().hex[:12]}"


def give(house, name: str, password: str) -> Account:
    return give_password(house.directory(), NewAccount(name=name, shown_name="سارا رضایی"), password)


def says(house, name: str, password: str) -> Outcome:
    return house.directory().check(name, password).outcome


def refusal(call, *given, **named) -> Outcome:
    with pytest.raises(Failed) as found:
        call(*given, **named)
    return found.value.outcome


def test_first_password_makes_an_account_that_signs_in(house, name):
    assert house.directory().find(name) is None
    made = give(house, name, FIRST)
    assert (made.is_enabled, made.is_begun, made.is_locked) == (True, False, False)
    checked = house.directory().check(name, FIRST)
    assert (checked.outcome, checked.stamp) == (Outcome.OK, made.stamp)


@pytest.mark.parametrize("password", ["", "x", FIRST.lower(), FIRST + " ", "x\0y"])
def test_other_passwords_do_not_sign_in(house, name, password):
    give(house, name, FIRST)
    assert says(house, name, password) is Outcome.WRONG


@pytest.mark.parametrize("strange", ["nobody-at-all", "*", "s*)(objectClass=*", "", "a,b=c", "سارا"])
def test_names_nobody_has_are_refused_like_wrong_passwords(house, strange):
    assert says(house, strange, FIRST) is Outcome.WRONG
    assert house.directory().find(strange) is None


def test_reset_changes_the_password_and_the_stamp(house, name):
    before = give(house, name, FIRST)
    after = give(house, name, SECOND)
    assert after.stamp > before.stamp
    assert says(house, name, SECOND) is Outcome.OK


def test_previous_password_signs_in_a_while_and_the_one_before_it_does_not(house, name):
    for password in (FIRST, SECOND, THIRD):
        give(house, name, password)
    assert [says(house, name, each) for each in (THIRD, SECOND, FIRST)] == [Outcome.OK, Outcome.OK, Outcome.WRONG]


@pytest.mark.parametrize("password", ["Sh0rt!", "alllowercaseletters", ""])
def test_policy_refuses_and_the_next_try_goes_on(house, name, password):
    assert refusal(give, house, name, password) is Outcome.POLICY
    left = house.directory().find(name)
    assert left is not None
    assert (left.is_enabled, left.is_begun) == (False, True)
    assert says(house, name, password) is Outcome.WRONG
    assert give(house, name, FIRST).is_enabled


def test_name_of_an_account_elsewhere_is_taken(house, name):
    house.elsewhere(name)
    assert refusal(give, house, name, FIRST) is Outcome.TAKEN


def test_account_others_switched_off_stays_off(house, name):
    give(house, name, FIRST)
    house.directory().enable(name, on=False)
    assert says(house, name, FIRST) is Outcome.DISABLED
    assert says(house, name, SECOND) is Outcome.WRONG
    assert refusal(give, house, name, SECOND) is Outcome.DISABLED
    house.directory().enable(name, on=True)
    assert says(house, name, FIRST) is Outcome.OK


def test_unfinished_account_is_not_switched_on_by_the_switch(house, name):
    house.directory().begin(NewAccount(name=name, shown_name="x"))
    house.directory().begin(NewAccount(name=name, shown_name="x"))
    assert refusal(house.directory().enable, name, on=True) is Outcome.NOT_FOUND


def test_failures_lock_unlocking_opens_and_so_does_a_reset(house, name):
    give(house, name, FIRST)
    for _ in range(4):
        says(house, name, "Wrong-Guess-9")
    assert says(house, name, FIRST) is Outcome.LOCKED
    assert house.directory().find(name).is_locked
    house.directory().unlock(name)
    assert says(house, name, FIRST) is Outcome.OK
    for _ in range(4):
        says(house, name, "Wrong-Guess-9")
    give(house, name, SECOND)
    assert says(house, name, SECOND) is Outcome.OK


def test_password_that_must_be_changed_is_told_only_to_who_knows_it(house, name):
    give(house, name, FIRST)
    house.must_change(name, SECOND)
    assert says(house, name, SECOND) is Outcome.MUST_CHANGE
    assert says(house, name, THIRD) is Outcome.WRONG
    give(house, name, THIRD)
    assert says(house, name, THIRD) is Outcome.OK


def test_change_asks_the_old_password_and_the_history(house, name):
    give(house, name, FIRST)
    assert refusal(house.directory().change_password, name, SECOND, THIRD) is Outcome.WRONG
    house.directory().change_password(name, FIRST, SECOND)
    assert says(house, name, SECOND) is Outcome.OK
    assert refusal(house.directory().change_password, name, SECOND, FIRST) is Outcome.POLICY
    assert refusal(house.directory().change_password, name, SECOND, "short") is Outcome.POLICY


def test_change_too_soon_is_refused_and_a_reset_is_not(house, name):
    give(house, name, FIRST)
    house.rules(shortest_minutes=1440)
    assert refusal(house.directory().change_password, name, FIRST, SECOND) is Outcome.POLICY
    give(house, name, THIRD)
    assert says(house, name, THIRD) is Outcome.OK


def test_policy_is_read(house):
    house.rules(min_length=9, threshold=6)
    policy = house.directory().policy()
    assert (policy.min_length, policy.threshold, policy.history, policy.complexity) == (9, 6, 3, True)


def test_changed_passwords_are_found_by_their_stamp(house, name):
    made = give(house, name, FIRST)
    assert name in [each.name for each in house.directory().changed_since(made.stamp)]
    assert name not in [each.name for each in house.directory().changed_since(made.stamp + 1)]


def test_directory_that_is_down_is_unreachable(house, name):
    give(house, name, FIRST)
    house.down()
    assert refusal(house.directory().check, name, FIRST) is Outcome.UNREACHABLE
    assert refusal(house.directory().find, name) is Outcome.UNREACHABLE
    house.up()
    assert says(house, name, FIRST) is Outcome.OK


@pytest.mark.parametrize("step", ["begin", "set_password", "finish"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_directory_killed_at_each_step_leaves_the_account_absent_or_whole(house, name, step, when):
    directory = house.directory()
    really = getattr(directory, step)

    def dies(*given):
        if when == "after":
            really(*given)
        house.down()
        if when == "before":
            return really(*given)
        return None

    setattr(directory, step, dies)
    new = NewAccount(name=name, shown_name="x")
    assert refusal(give_password, directory, new, FIRST) is Outcome.UNREACHABLE
    house.up()
    whole = step == "finish" and when == "after"
    assert says(house, name, FIRST) is (Outcome.OK if whole else _halfway(step, when))
    assert give(house, name, SECOND).is_enabled
    assert says(house, name, SECOND) is Outcome.OK


def _halfway(step: str, when: str) -> Outcome:
    """Once it has its password the directory tells who knows it that the account is off; before, nothing."""
    return Outcome.DISABLED if (step, when) in {("set_password", "after"), ("finish", "before")} else Outcome.WRONG


def test_wrong_key_of_ours_is_our_trouble(house):
    from dataclasses import replace

    house.reach = replace(house.reach, secret="")
    assert refusal(house.directory().find, "x") is Outcome.KEY_WRONG
