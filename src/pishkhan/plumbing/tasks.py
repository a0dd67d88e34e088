"""Jobs that keep the other jobs honest."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from pishkhan.plumbing import audit, events, files, incidents, rescanning
from pishkhan.plumbing.models import HandledEvent, IdempotencyKey, KeptAnswer

log = logging.getLogger(__name__)


class Repeated(RuntimeError):
    """An event was being handled twice at the same moment; the later one gives way."""


ANSWERS_KEPT = timedelta(days=2)
"""How long a write of the API may be sent again with its key."""
RETRY = RetryStrategy(max_attempts=6, exponential_wait=3)


@app.task(name="plumbing.deliver_event", retry=RETRY, pass_context=True)
def deliver_event(context: JobContext, subscriber: str, payload: dict[str, Any]) -> None:
    """Hand an event to a subscriber once. The last failed try opens an incident and keeps the payload."""
    try:
        deliver(subscriber, payload)
    except Exception:
        if context.job.attempts + 1 >= (RETRY.max_attempts or 1):
            event = events.load(events.handler_of(subscriber).event, payload)
            incidents.open_incident(
                institution_id=event.institution_id, kind=f"event.{subscriber}", subject_kind="event",
                subject_id=event.event_id, retry_event={"subscriber": subscriber, "payload": payload},
            )  # fmt: skip
        raise


def deliver(subscriber: str, payload: dict[str, Any]) -> None:
    """Run one subscriber on one event, unless it already has. Slow subscribers do their work before they write."""
    target = events.handler_of(subscriber)
    event = events.load(target.event, payload)
    if HandledEvent.objects.filter(event_id=event.event_id, subscriber=subscriber).exists():
        return
    with transaction.atomic() if not target.slow else nullcontext():
        target.handle(event)
        _, fresh = HandledEvent.objects.get_or_create(event_id=event.event_id, subscriber=subscriber)
        if not fresh and not target.slow:
            # Another worker was quicker: what this one did is rolled back with the rest.
            raise Repeated(f"{subscriber} {event.event_id}")
    kind = f"event.{subscriber}"
    incidents.close_incidents(institution_id=event.institution_id, kind=kind, subject_id=event.event_id)


# A periodic job that may run longer than until its next turn has a `lock` too: the queueing lock keeps a second one
# from waiting, the lock from running beside the first.


@app.periodic(cron="* * * * * */15")
@app.task(name="plumbing.retry_stalled_jobs", queueing_lock="plumbing.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs of a killed worker would stay `doing` for ever; every task of ours may be repeated."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.STALLED_SECONDS):
        log.warning("job %s of a lost worker is tried again", job.id)
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:
            # One of the same queueing lock waits already, for this one's lock: it does the work when this one is gone.
            await manager.finish_job(job, status=Status.SUCCEEDED, delete_job=True)


@app.periodic(cron="17 2 * * *")
@app.task(name="plumbing.clean_up", queueing_lock="plumbing.clean_up", lock="plumbing.clean_up", pass_context=True)
async def clean_up(context: JobContext, timestamp: int) -> None:
    """Drop finished jobs after two days, and marks that no retry can meet any more."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=48, include_failed=False, include_cancelled=True, include_aborted=True
    )
    old = timezone.now() - timedelta(days=30)
    await IdempotencyKey.objects.filter(at__lt=old).adelete()
    await HandledEvent.objects.filter(at__lt=old).adelete()
    await KeptAnswer.objects.filter(at__lt=timezone.now() - ANSWERS_KEPT).adelete()


@app.periodic(cron="*/5 * * * *")
@app.task(name="plumbing.seal_audit", queueing_lock="plumbing.seal_audit", lock="plumbing.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seal all grown audit chains into one root."""
    audit.seal_heads()


@app.periodic(cron="*/5 * * * *")
@app.task(name="plumbing.rescan_files", queueing_lock="plumbing.rescan_files", lock="plumbing.rescan_files")
def rescan_files(timestamp: int) -> None:
    """Ask the scanner again about files that wait for it."""
    if count := rescanning.rescan():
        log.info("%s files left the quarantine", count)


@app.periodic(cron="47 2 * * *")
@app.task(name="plumbing.sweep_files", queueing_lock="plumbing.sweep_files", lock="plumbing.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Delete files in the storage that have no row."""
    if count := files.sweep_strays():
        log.info("%s files without a row were deleted", count)
