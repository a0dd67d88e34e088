"""What must be true before a station is sent on, and the named actions of clearance diagrams.

All of it runs inside the step's transaction, under the case's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pishkhan.clearance.domain import certificates, instalments, letters, own
from pishkhan.clearance.events import FormWanted
from pishkhan.clearance.models import HandOver
from pishkhan.payments import api as payments
from pishkhan.plumbing import events
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Block, Blocked, Case, Outcome, Step


@workflow.every_step
def nothing_waits(step: Step) -> Sequence[Block]:
    """A visit must be resolved (C8) and a return answered before the station moves on."""
    found = []
    if step.task.visit_open:
        found.append(Block("visit_open"))
    if step.task.returned:
        found.append(Block("return_open"))
    return found


@workflow.every_step
def nothing_is_owed(step: Step) -> Sequence[Block]:
    """The office's dues in this case must be nil, or be put on the instalments that are agreed on in this step."""
    if step.task.office_id is None or instalments.agreed(step):
        return []
    owed = payments.owed_in_request(step.case.request_id, step.task.office_id)
    return [Block("debt_open", {"amount": owed})] if owed > 0 else []


@workflow.every_desk_act
def nobody_works_on_their_own(actor: Actor, case: Case) -> Sequence[Block]:
    """Their own request is for a colleague."""
    return own.blocks(actor, case.request_id)


@workflow.step_rule("card_received")
def card_is_received(step: Step) -> Sequence[Block]:
    """Who took the card and when is kept; a lost card needs its declaration (C4, B10)."""
    received, lost = bool(step.answers.get("card_received")), bool(step.answers.get("card_lost"))
    if not received and not lost:
        return [Block("card_missing", field="card_received")]
    if step.actor.person_id is None:
        return []
    HandOver.objects.create(
        request_id=step.case.request_id, task_id=step.task.id, office_id=step.task.office_id,
        item=HandOver.Item.CARD, state=HandOver.State.RECEIVED if received else HandOver.State.LOST,
        reference=str(step.answers.get("card_loss_reference") or "")[:100], by=step.actor.person_id,
    )  # fmt: skip
    return []


@workflow.step_rule("letter_number")
def letter_is_numbered(step: Step) -> Sequence[Block]:
    """A number and a date, unique per secretariat and Jalali year, kept for good (B21)."""
    number, dated = str(step.answers.get("letter_number") or ""), step.answers.get("letter_date")
    if not number or not dated:
        return [Block("letter_missing", field="letter_number")]
    return letters.number(step, number=number, dated=date.fromisoformat(str(dated)))


@workflow.step_rule("instalments")
def instalments_are_right(step: Step) -> Sequence[Block]:
    """Start not after end, both there, when there are instalments (C10)."""
    if step.answers.get("instalments") != "yes":
        remaining = step.answers.get("debt_status") == "remaining"
        return [Block("debt_without_plan", field="instalments")] if remaining else []
    start, end = step.answers.get("instalment_start"), step.answers.get("instalment_end")
    if not start or not end:
        return [Block("instalment_dates", field="instalment_start")]
    if str(start) > str(end):
        return [Block("instalment_order", field="instalment_end")]
    return instalments.make(step)


@workflow.every_step
def only_what_the_step_offers(step: Step) -> Sequence[Block]:
    """«لازم نیست» only where the diagram offers it."""
    if step.outcome == Outcome.NOT_APPLICABLE and "na" not in step.node.words("actions"):
        return [Block("na_not_offered")]
    return []


@workflow.named_action("issue_certificate")
def issue_certificate(actor: Actor, case: Case, node: object) -> None:
    """No certificate while anything is owed, also to an office whose station was taken back meanwhile, or of
    instalments that were not kept."""
    enrolment = servicedesk.Request.objects.values_list("enrolment_id", flat=True).get(id=case.request_id)
    broken = payments.owed_on_broken(enrolment)
    if broken > 0:
        raise Blocked([Block("plan_broken", {"amount": broken})])
    owed = payments.owed_in_request(case.request_id, None)
    if owed > 0:
        raise Blocked([Block("debt_elsewhere", {"amount": owed})])
    certificates.issue(actor=actor, case=case)


@workflow.every_reopening
def nothing_is_certified(actor: Actor, case: Case) -> Sequence[Block]:
    """What a certificate vouches for is not taken up again behind it: it must be revoked, with a reason, instead. A
    closing letter is drawn anew when the case ends again."""
    found = certificates.certificate_of(case.request_id)
    return [Block("certificate_issued")] if found and not found.letter else []


@workflow.every_cancelling
def nothing_is_vouched_for(actor: Actor, case: Case) -> Sequence[Block]:
    """What a certificate vouches for is not withdrawn from behind it. A revoked one vouches for nothing."""
    found = certificates.certificate_of(case.request_id)
    return [Block("certificate_issued")] if found and not found.revoked_at else []


@workflow.every_cancelling
def no_payment_is_under_way(actor: Actor, case: Case) -> Sequence[Block]:
    """A payment of one of the case's debts is on its way: what the bank says of it must find the case as it was."""
    confirmed, at_bank = payments.being_paid(actor, [due.id for due in payments.dues_of_request(case.request_id)])
    return [Block("payment_under_way")] if confirmed or at_bank else []


@workflow.named_action("attach_form")
def attach_form(actor: Actor, case: Case, node: object) -> None:
    """The filled form is made and attached in a job, a moment after the faculty's task opens (B27)."""
    events.announce(FormWanted(institution_id=case.institution_id, request_id=case.request_id))


@workflow.named_action("issue_letter")
def issue_letter(actor: Actor, case: Case, node: object) -> None:
    """The closing letter gets its number and code; it is drawn and signed in a job. A type without one needs none."""
    rules = servicedesk.Request.objects.values_list("type__rules", flat=True).get(id=case.request_id)
    if rules.get("letter"):
        certificates.issue_letter(case=case, words=rules["letter"])
