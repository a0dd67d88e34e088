"""News that clearance acts on."""

from __future__ import annotations

from pishkhan.clearance.domain import adopting, continuing, instalments, notices, outward, papers
from pishkhan.clearance.events import (
    CertificateIssued,
    CertificateRevoked,
    CertificateSigned,
    DebtRecorded,
    DebtReduced,
    FormWanted,
    VisitAsked,
)
from pishkhan.payments.events import DueChanged, PaymentPosted, PlanEnded
from pishkhan.plumbing.events import subscribe
from pishkhan.servicedesk.events import RequestFiled


@subscribe(VisitAsked)
def tell_of_visit(event: VisitAsked) -> None:
    notices.visit_asked(event.visit_id)


@subscribe(DebtRecorded)
def tell_of_debt(event: DebtRecorded) -> None:
    notices.debt_recorded(event.due_id, event.request_id)


@subscribe(DebtReduced)
def tell_of_reduced_debt(event: DebtReduced) -> None:
    notices.debt_reduced(event.due_id, event.request_id, event.kind)


@subscribe(CertificateIssued, slow=True)
def make_certificate(event: CertificateIssued) -> None:
    papers.make_certificate(event.certificate_id)


@subscribe(CertificateSigned)
def tell_of_certificate(event: CertificateSigned) -> None:
    notices.certificate_signed(event.certificate_id)
    outward.certificate("certificate.issued", event.event_id, event.certificate_id)


@subscribe(FormWanted, slow=True)
def make_form(event: FormWanted) -> None:
    papers.make_form(event.request_id)


@subscribe(CertificateRevoked)
def tell_of_revocation(event: CertificateRevoked) -> None:
    notices.certificate_revoked(event.certificate_id)
    outward.certificate("certificate.revoked", event.event_id, event.certificate_id)


@subscribe(RequestFiled)
def adopt_debts(event: RequestFiled) -> None:
    adopting.at_filing(event.request_id)


@subscribe(DueChanged)
def adopt_debt(event: DueChanged) -> None:
    adopting.of_due(event.due_id)


@subscribe(DueChanged)
def end_hold(event: DueChanged) -> None:
    continuing.after_change(event.due_id)


@subscribe(PaymentPosted, slow=True)
def go_on(event: PaymentPosted) -> None:
    if event.due_id is not None:
        continuing.after_payment(event.due_id)


@subscribe(PlanEnded)
def follow_plan(event: PlanEnded) -> None:
    instalments.plan_ended(event.plan_id)


@subscribe(PlanEnded)
def adopt_broken(event: PlanEnded) -> None:
    adopting.of_plan(event.plan_id)
