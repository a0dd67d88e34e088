"""Jobs of workflow."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pishkhan.workflow.domain import timers


@app.periodic(cron="* * * * *")
@app.task(name="workflow.fire_timers", queueing_lock="workflow.fire_timers")
def fire_timers(timestamp: int) -> None:
    """Fire boundary timers that are due."""
    timers.fire_due()
