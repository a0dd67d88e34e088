"""News that payments acts on."""

from __future__ import annotations

from pishkhan.identity import api as identity
from pishkhan.payments import tasks
from pishkhan.payments.domain import notices, outward, plan_days
from pishkhan.payments.domain.queries.payments import may_pay, open_dues_of_person
from pishkhan.payments.domain.queries.plans import plan_of_due
from pishkhan.payments.events import DueChanged, PaymentLeft, PaymentPosted, PlanEnded, RefundDecided
from pishkhan.plumbing import jobs
from pishkhan.plumbing.events import subscribe

identity.read_with_person("may_pay", may_pay)
identity.read_with_person("open_dues", open_dues_of_person)


@subscribe(DueChanged, inline=True)
def look_at_plan(event: DueChanged) -> None:
    """Have a job see whether an instalment plan is kept. Its lock is taken before those of its dues, so not here."""
    plan_id = plan_of_due(event.due_id)
    if plan_id:
        jobs.defer(tasks.look_at_plan, plan_id=str(plan_id))


@subscribe(PlanEnded)
def tell_of_plan(event: PlanEnded) -> None:
    plan_days.tell_of_end(event.plan_id)


@subscribe(PaymentPosted)
def send_receipt(event: PaymentPosted) -> None:
    notices.posted(event.attempt_id)
    outward.posted(event.event_id, event.attempt_id)


@subscribe(PaymentLeft)
def tell_of_money_left(event: PaymentLeft) -> None:
    notices.left(event.attempt_id)


@subscribe(RefundDecided)
def tell_of_refund(event: RefundDecided) -> None:
    notices.refund_decided(event.refund_id)
