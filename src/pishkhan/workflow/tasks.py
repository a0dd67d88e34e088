"""Jobs of workflow."""

from __future__ import annotations

from procrastinate.contrib.django import app

from pishkhan.workflow.domain import offices, timers


@app.periodic(cron="* * * * *")
@app.task(name="workflow.fire_timers", queueing_lock="workflow.fire_timers")
def fire_timers(timestamp: int) -> None:
    """Fire boundary timers that are due."""
    timers.fire_due()


@app.periodic(cron="*/3 * * * *")
@app.task(name="workflow.resolve_offices", queueing_lock="workflow.resolve_offices")
def resolve_offices(timestamp: int) -> None:
    """Look again for the offices that were missing; those that are there now get their tasks."""
    offices.resolve_all()
