"""Jobs of notifications."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.notifications.domain import checking, gathering, handing, limits, receipts, sweeping, webhooks_sending
from pishkhan.plumbing import jobs
from pishkhan.plumbing.connections import give_back

_ordinary = ThreadPoolExecutor(max_workers=24, thread_name_prefix="messages")
_codes = ThreadPoolExecutor(max_workers=12, thread_name_prefix="codes")
_asking = ThreadPoolExecutor(max_workers=6, thread_name_prefix="asking")
_hooks = ThreadPoolExecutor(max_workers=16, thread_name_prefix="hooks")
"""Threads apart from those of other jobs: who waits for a provider holds nobody else up. A provider that hangs takes
eight at most, and after three failures one."""
AGAIN = RetryStrategy(max_attempts=3, wait=2)


async def _in(threads: ThreadPoolExecutor, call: Callable[[], object]) -> None:
    await asyncio.get_running_loop().run_in_executor(threads, give_back, call)


@app.task(name="notifications.hand_over", retry=AGAIN)
async def hand_over(delivery_id: int) -> None:
    """Hand one delivery over."""
    await _in(_ordinary, partial(handing.hand_over, delivery_id))


@app.task(name="notifications.hand_over_code", retry=AGAIN)
async def hand_over_code(delivery_id: int) -> None:
    """Hand a one-time code over."""
    await _in(_codes, partial(handing.hand_over, delivery_id))


@app.periodic(cron="* * * * * */5")
@app.task(name="notifications.sweep", queueing_lock="notifications.sweep", lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    """Bring on what was put off, and ask for receipts that are due."""
    sweeping.sweep()
    receipts.apply_brought()
    for account_id in receipts.due_accounts():
        jobs.defer_once(ask_receipts, f"receipts.{account_id}", account_id=str(account_id))


@app.task(name="notifications.ask_receipts")
async def ask_receipts(account_id: str) -> None:
    """Ask one provider what became of what it has."""
    await _in(_asking, partial(receipts.ask, UUID(account_id)))


@app.task(name="notifications.apply_receipts")
def apply_receipts(account_id: str) -> None:
    """Apply the receipts a provider brought."""
    receipts.apply_brought(UUID(account_id))


@app.periodic(cron="* * * * * */20")
@app.task(name="notifications.balance", queueing_lock="notifications.balance", lock="notifications.balance")
def balance(timestamp: int) -> None:
    """Move weights, watch the money, wipe dead codes."""
    sweeping.shift_weights()
    limits.watch_budgets()
    sweeping.wipe_dead_codes()
    sweeping.close_mended()


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="notifications.check_accounts",
    queueing_lock="notifications.check_accounts",
    lock="notifications.check_accounts",
)
def check_accounts(timestamp: int) -> None:
    """Ask every provider whether the accounts stand, and for the balance."""
    checking.check_all()


@app.task(name="notifications.check_account")
def check_account(account_id: str) -> None:
    """Ask one provider whether an account stands."""
    checking.check(UUID(account_id))


@app.periodic(cron="30 14 * * *")
@app.task(
    name="notifications.send_gathered",
    queueing_lock="notifications.send_gathered",
    lock="notifications.send_gathered",
)
def send_gathered(timestamp: int) -> None:
    """Send the daily e-mails at six in the evening in Tehran, each person's in a job of its own."""
    for person_id in gathering.people():
        jobs.defer(send_gathered_to, person_id=str(person_id))


@app.task(name="notifications.send_gathered_to", retry=AGAIN)
def send_gathered_to(person_id: str) -> None:
    """Send one person's daily e-mail."""
    gathering.send_gathered(UUID(person_id))


@app.periodic(cron="7 2 * * *")
@app.task(name="notifications.forget_old", queueing_lock="notifications.forget_old", lock="notifications.forget_old")
def forget_old(timestamp: int) -> None:
    """Let go of old words and rows."""
    sweeping.forget_old()
    webhooks_sending.forget_old()


@app.task(name="notifications.post_hook", retry=AGAIN)
async def post_hook(delivery_id: str, tries: int) -> None:
    """Try once to tell another system something."""
    await _in(_hooks, partial(webhooks_sending.post, UUID(delivery_id), tries))


@app.periodic(cron="* * * * * */5")
@app.task(name="notifications.sweep_hooks", queueing_lock="notifications.sweep_hooks", lock="notifications.sweep_hooks")
def sweep_hooks(timestamp: int) -> None:
    """Bring on what other systems are to be told again."""
    webhooks_sending.sweep()
