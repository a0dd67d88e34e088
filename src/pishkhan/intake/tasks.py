"""Jobs of intake."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from pishkhan.intake.domain import abandoned

log = logging.getLogger(__name__)


@app.periodic(cron="37 2 * * *")
@app.task(name="intake.forget_abandoned", queueing_lock="intake.forget_abandoned", lock="intake.forget_abandoned")
def forget_abandoned(timestamp: int) -> None:
    """Delete uploads that were never filed."""
    if count := abandoned.forget_abandoned():
        log.info("%s abandoned uploads were deleted", count)
