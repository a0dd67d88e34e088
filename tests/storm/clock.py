"""Letting time pass: the banks' by their controls, ours by moving what the attempts' rows say of it."""

from __future__ import annotations

import time
from datetime import timedelta

from pishkhan.payments import tasks
from pishkhan.payments.enums import State
from tests.storm.database import ask, sure
from tests.storm.wire import Banks

SPANS = [timedelta(minutes=minutes) for minutes in (4, 8, 12, 16, 20, 30, 60, 70)] + [timedelta(hours=80)] * 3
"""One after the other until nothing changes; the last are longer than any bank keeps money."""
PATIENCE = 600
OPEN = "('created', 'token_obtained', 'redirected', 'returned', 'verifying', 'verified', 'settled')"
_MOVE = """
    UPDATE payments_attempt SET created_at = created_at - %s, next_at = next_at - %s, window_at = window_at - %s,
        verified_at = verified_at - %s, lease_at = lease_at - %s WHERE state <> 'created'
"""
_WAITING = f"SELECT count(*) FROM payments_attempt WHERE state IN {OPEN} AND next_at <= now()"
_JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name <> ALL(%s)"
ALWAYS = ["notifications.hand_over", "notifications.hand_over_code"]
"""Messages to payers, which providers may put off."""
_STATES = "SELECT state, count(*) FROM payments_attempt GROUP BY 1"


def pass_by(banks: Banks, span: timedelta, *, in_flight: bool = False) -> None:
    """Let it pass everywhere. With calls `in_flight` whoever holds a lease keeps it: calls take no minutes."""
    banks.tell("clock", seconds=span.total_seconds())
    none = timedelta(0)
    ask(_MOVE, span, span, span, span, none if in_flight else span)


def until_nothing_changes(banks: Banks) -> int:
    """Rounds it took. Raises AssertionError when something never comes to rest."""
    quiet()
    for number, span in enumerate(SPANS, 1):
        before = states()
        pass_by(banks, span)
        sure(lambda: tasks.sweep(0))
        quiet()
        open_ones = sum(count for state, count in states().items() if state in OPEN)
        if not open_ones and states() == before and span == SPANS[-1]:
            return number
    raise AssertionError(f"after {len(SPANS)} rounds: {states()}")


def quiet() -> None:
    """Return when nobody works on a payment and none is due. Raises AssertionError when that takes too long."""
    until = time.monotonic() + PATIENCE
    while True:
        waiting, jobs = ask(_WAITING)[0][0], ask(_JOBS, ALWAYS)[0][0]
        if not waiting and not jobs:
            return
        assert time.monotonic() < until, f"{waiting} payments and {jobs} jobs wait"
        time.sleep(0.5)


def states() -> dict[str, int]:
    return {State(state).value: count for state, count in ask(_STATES)}
