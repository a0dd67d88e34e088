"""What a process knows of its accounts."""

from __future__ import annotations

import pytest

from pishkhan.kernel.ids import new_id
from pishkhan.notifications.domain import slots


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""
    now = [1000.0]
    monkeypatch.setattr(slots.time, "monotonic", lambda: now[0])
    return now


def test_account_takes_a_few_calls_at_once(clock):
    one, other = new_id(), new_id()
    taken = [slots.take(one, per_second=1000) for _ in range(slots.CALLS_AT_ONCE + 1)]
    assert (taken, slots.take(other, per_second=1000)) == ([True] * slots.CALLS_AT_ONCE + [False], True)
    slots.give_back(one)
    assert slots.take(one, per_second=1000)


def test_rate_is_a_bucket_of_one_second(clock):
    one = new_id()

    def burst() -> int:
        taken = 0
        while slots.take(one, per_second=3):
            taken += 1
            slots.give_back(one)
        return taken

    assert burst() == 3
    clock[0] += 0.4
    assert burst() == 1
    clock[0] += 100
    assert burst() == 3


def test_account_that_keeps_failing_rests_and_comes_back(clock):
    one = new_id()
    for _ in range(slots.FAILURES):
        assert not slots.is_resting(one)
        slots.take(one, per_second=1000)
        slots.give_back(one)
        slots.note(one, worked=False)
    assert slots.is_resting(one)
    clock[0] += slots.REST
    assert not slots.is_resting(one)
    assert [slots.take(one, per_second=1000) for _ in range(2)] == [True, False], "one call until one works"
    slots.note(one, worked=True)
    assert slots.take(one, per_second=1000)
