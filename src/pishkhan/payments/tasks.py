"""Jobs of payments."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate import exceptions as queue
from procrastinate.contrib.django import app

from pishkhan.organisation import api as organisation
from pishkhan.payments.domain import closing, plan_days, settlement, sweeping
from pishkhan.payments.domain.lists import lists, running, stuck
from pishkhan.payments.domain.queries import balance
from pishkhan.plumbing import jobs
from pishkhan.plumbing.connections import give_back

log = logging.getLogger(__name__)
_banks = ThreadPoolExecutor(max_workers=12, thread_name_prefix="banks")
"""Threads apart from those of other jobs: a bank that hangs holds nobody else up."""
GONE = (OperationalError, InterfaceError, queue.ConnectorException)
AGAIN = RetryStrategy(max_attempts=3, wait=2)


@app.task(name="payments.bring_on")
async def bring_on(attempt_id: str) -> None:
    """Bring one payment on as far as it goes now."""
    run = partial(_unless_gone, partial(_bring_on, UUID(attempt_id)))
    await asyncio.get_running_loop().run_in_executor(_banks, give_back, run)


def _bring_on(attempt_id: UUID) -> None:
    try:
        settlement.bring_on(attempt_id)
    except GONE:
        raise
    except Exception:
        log.exception("a payment is stuck")
        closing.stuck(attempt_id)


@app.periodic(cron="* * * * * */5")
@app.task(name="payments.sweep", queueing_lock="payments.sweep", lock="payments.sweep")
def sweep(timestamp: int) -> None:
    """Bring on what waits, what was put off, and what somebody died over."""
    _unless_gone(_sweep)


def _sweep() -> None:
    # A job beside one of the same lock that a killed worker left running would keep that one from being tried again:
    # only one of a queueing lock may wait.
    wanted = {f"payments.{each}": str(each) for each in sweeping.due_attempts()}
    taken = sweeping.taken_up(wanted)
    for lock, attempt_id in wanted.items():
        if lock not in taken:
            jobs.defer_once(bring_on, lock, attempt_id=attempt_id)


def _unless_gone(work: Callable[[], object]) -> None:
    """Do it; a database that goes away meanwhile ends it. The next sweep finds what was left, so nothing has failed."""
    try:
        work()
    except GONE as gone:
        log.warning("the database went away, the next sweep goes on: %s", gone)


@app.task(name="payments.look_at_plan", retry=AGAIN)
def look_at_plan(plan_id: str) -> None:
    """See whether an instalment plan is kept; safe to repeat."""
    plan_days.look_at(UUID(plan_id))


@app.periodic(cron="23 9 * * *")
@app.task(name="payments.instalments", queueing_lock="payments.instalments", lock="payments.instalments")
def instalments(timestamp: int) -> None:
    """Remind of instalments, and break plans that are long late."""
    plan_days.remind()
    plan_days.break_late()


@app.periodic(cron="17 3 * * *")
@app.task(name="payments.balance", queueing_lock="payments.balance", lock="payments.balance")
def look_at_balance(timestamp: int) -> None:
    """Compare payments, ledger and dues of every institution; what does not agree is an incident."""
    for place in organisation.institutions():
        balance.look(place.id)


@app.task(name="payments.bring_list", retry=AGAIN)
def bring_list(list_id: str) -> None:
    """Look at a list of dues, or write it; safe to repeat."""
    running.run(UUID(list_id))
    stuck.over(UUID(list_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="payments.lists", queueing_lock="payments.lists", lock="payments.lists")
def take_up_lists(timestamp: int) -> None:
    """Go on with lists whose job failed for good, or is gone; somebody is told of them."""
    for row in stuck.without_job(bring_list.name):
        stuck.begun(row)
        lists.queue(row)
