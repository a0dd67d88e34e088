"""Jobs of clearance."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from pishkhan.clearance.domain import leftovers

log = logging.getLogger(__name__)


@app.periodic(cron="7 3 * * *")
@app.task(
    name="clearance.discard_leftovers",
    queueing_lock="clearance.discard_leftovers",
    lock="clearance.discard_leftovers",
)
def discard_leftovers(timestamp: int) -> None:
    """Delete drafts that nobody can send any more."""
    if count := leftovers.discard_leftovers():
        log.info("%s drafts of what is over were deleted", count)
