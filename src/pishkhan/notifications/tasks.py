"""Jobs of notifications."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.notifications.domain import checking, gathering, handing, limits, receipts, sweeping
from pishkhan.plumbing import jobs
from pishkhan.plumbing.connections import give_back

CALLS = 24
"""Hand-overs under way in one worker, however many accounts there are."""
_threads = ThreadPoolExecutor(max_workers=CALLS, thread_name_prefix="messages")
AGAIN = RetryStrategy(max_attempts=3, wait=2)


@app.task(name="notifications.hand_over", retry=AGAIN)
async def hand_over(delivery_id: int) -> None:
    """Hand one delivery over. In threads of its own: a provider that makes us wait holds up nobody else's jobs."""
    call = partial(give_back, partial(handing.hand_over, delivery_id))
    await asyncio.get_running_loop().run_in_executor(_threads, call)


@app.periodic(cron="* * * * * */5")
@app.task(name="notifications.sweep", queueing_lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    """Bring on what was put off, and ask for receipts that are due."""
    sweeping.sweep()
    receipts.apply_brought()
    for account_id in receipts.due_accounts():
        jobs.defer_once(ask_receipts, f"receipts.{account_id}", account_id=str(account_id))


@app.task(name="notifications.ask_receipts")
def ask_receipts(account_id: str) -> None:
    """Ask one provider what became of what it has."""
    receipts.ask(UUID(account_id))


@app.task(name="notifications.apply_receipts")
def apply_receipts(account_id: str) -> None:
    """Apply the receipts a provider brought."""
    receipts.apply_brought(UUID(account_id))


@app.periodic(cron="* * * * * */20")
@app.task(name="notifications.balance", queueing_lock="notifications.balance")
def balance(timestamp: int) -> None:
    """Move weights, watch the money, wipe dead codes."""
    sweeping.shift_weights()
    limits.watch_budgets()
    sweeping.wipe_dead_codes()
    sweeping.close_mended()


@app.periodic(cron="*/15 * * * *")
@app.task(name="notifications.check_accounts", queueing_lock="notifications.check_accounts")
def check_accounts(timestamp: int) -> None:
    """Ask every provider whether the accounts stand, and for the balance."""
    checking.check_all()


@app.periodic(cron="30 14 * * *")
@app.task(name="notifications.send_gathered", queueing_lock="notifications.send_gathered")
def send_gathered(timestamp: int) -> None:
    """Send the daily e-mails at six in the evening in Tehran."""
    for person_id in gathering.people():
        gathering.send_gathered(person_id)


@app.periodic(cron="7 2 * * *")
@app.task(name="notifications.forget_old", queueing_lock="notifications.forget_old")
def forget_old(timestamp: int) -> None:
    """Let go of old words and rows."""
    sweeping.forget_old()
