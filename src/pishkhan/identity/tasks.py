"""Jobs of identity."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.identity.domain import (
    applicants,
    captchas,
    challenges,
    directory_accounts,
    directory_watch,
    oidc,
    registering,
    sessions,
    tries,
)
from pishkhan.identity.domain.bringing import imports
from pishkhan.identity.enums import Language
from pishkhan.plumbing import jobs

AGAIN = RetryStrategy(max_attempts=3, wait=2)
FOR_HOURS = RetryStrategy(max_attempts=12, exponential_wait=3)
"""For what waits until a directory answers again."""


@app.task(name="identity.send_code", retry=AGAIN)
def send_code(challenge_id: str, language: Language) -> None:
    """Draw a one-time code and send it, where there is somebody to send it to."""
    challenges.send(UUID(challenge_id), language)


@app.periodic(cron="27 * * * *")
@app.task(name="identity.forget_old", queueing_lock="identity.forget_old", lock="identity.forget_old")
def forget_old(timestamp: int) -> None:
    """Drop codes, riddles and counts that no limit looks back to, and tokens of other systems that have ended."""
    challenges.forget_old()
    captchas.forget_old()
    registering.forget_old()
    tries.forget_old()
    oidc.forget_old()
    imports.forget_old()


@app.periodic(cron="37 * * * *")
@app.task(name="identity.clear_sessions", queueing_lock="identity.clear_sessions", lock="identity.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Delete sessions that have ended."""
    sessions.clear_expired()


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="identity.watch_directories",
    queueing_lock="identity.watch_directories",
    lock="identity.watch_directories",
)
def watch_directories(timestamp: int) -> None:
    """Have every directory in use looked after, each by a job of its own: one that hangs holds no other up."""
    for account_id in directory_watch.in_use():
        jobs.defer_once(watch_directory, f"identity.directory.{account_id}", account_id=str(account_id))


@app.task(name="identity.watch_directory")
def watch_directory(account_id: str) -> None:
    """Check a directory, and end the sessions of whoever got another password there."""
    directory_watch.watch(UUID(account_id))


@app.task(name="identity.follow_in_directory", retry=FOR_HOURS)
def follow_in_directory(person_id: str) -> None:
    """Switch an account off or on in the directory as it was here."""
    directory_accounts.follow(UUID(person_id))


@app.periodic(cron="17 * * * *")
@app.task(name="identity.follow_refused", queueing_lock="identity.follow_refused", lock="identity.follow_refused")
def follow_refused(timestamp: int) -> None:
    """Ask a directory again that refused to switch an account; by then somebody may have mended it."""
    for person_id in directory_accounts.not_followed():
        jobs.defer(follow_in_directory, person_id=str(person_id))


@app.task(name="identity.bring_people", retry=AGAIN)
def bring_people(import_id: str) -> None:
    """Try a file of people dry, or bring it in; safe to repeat."""
    imports.run(UUID(import_id))


@app.periodic(cron="7 9 * * *")
@app.task(name="identity.keep_applicants", queueing_lock="identity.keep_applicants", lock="identity.keep_applicants")
def keep_applicants(timestamp: int) -> None:
    """Remind those whose account nobody completed, and delete what is over (E20)."""
    today = timezone.localdate()
    applicants.remind(today)
    applicants.purge(today)
