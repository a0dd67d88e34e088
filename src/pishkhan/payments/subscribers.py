"""News that payments acts on."""

from __future__ import annotations

from pishkhan.payments import tasks
from pishkhan.payments.domain import plan_days
from pishkhan.payments.events import DueChanged, PlanEnded
from pishkhan.payments.models import Due
from pishkhan.plumbing import jobs
from pishkhan.plumbing.events import subscribe


@subscribe(DueChanged, inline=True)
def look_at_plan(event: DueChanged) -> None:
    """Have a job see whether an instalment plan is kept. Its lock is taken before those of its dues, so not here."""
    plan_id = Due.objects.filter(id=event.due_id).values_list("plan_id", flat=True).first()
    if plan_id:
        jobs.defer(tasks.look_at_plan, plan_id=str(plan_id))


@subscribe(PlanEnded)
def tell_of_plan(event: PlanEnded) -> None:
    plan_days.tell_of_end(event.plan_id)
