"""Jobs of workflow."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from pishkhan.workflow.domain import offices, reminders, rescheduling, spans, timers

ALL_KNOW = 60
"""Seconds after which every process works with a changed calendar, with time to spare."""


@app.periodic(cron="* * * * *")
@app.task(name="workflow.fire_timers", queueing_lock="workflow.fire_timers", lock="workflow.fire_timers")
def fire_timers(timestamp: int) -> None:
    """Fire boundary timers that are due."""
    timers.fire_due()


@app.periodic(cron="*/3 * * * *")
@app.task(name="workflow.resolve_offices", queueing_lock="workflow.resolve_offices", lock="workflow.resolve_offices")
def resolve_offices(timestamp: int) -> None:
    """Look again for the offices that were missing; those that are there now get their tasks."""
    offices.resolve_all()


@app.periodic(cron="* * * * *")
@app.task(name="workflow.remind", queueing_lock="workflow.remind", lock="workflow.remind")
def remind(timestamp: int) -> None:
    """Tell of deadlines that come near and that have passed."""
    reminders.remind_all()


@app.task(name="workflow.recount_latest")
def recount_latest(institution_id: str) -> None:
    """Deadlines once more of what was opened while some process may not have known the new calendar."""
    rescheduling.recount_latest(UUID(institution_id))


@app.periodic(cron="37 2 * * *")
@app.task(name="workflow.count_spans", queueing_lock="workflow.count_spans", lock="workflow.count_spans")
def count_spans(timestamp: int) -> None:
    """Count anew how long stations usually take."""
    spans.count_all()
