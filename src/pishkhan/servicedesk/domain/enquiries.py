"""Words of people who cannot log in, or do not want to (E4): written on a public page, answered by e-mail by the
administrators of the institution."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Channel, Recipient
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.servicedesk.messages import EnquiryAnswered
from pishkhan.servicedesk.models import Enquiry

LONGEST_NAME, LONGEST_BODY, LONGEST_ANSWER = 120, 2_000, 4_000
PER_NETWORK, PER_INSTITUTION = 10, 500
"""In an hour from one network; in a day altogether."""
PAGE = 25
KEPT = timedelta(days=180)
"""How long an answered question is kept."""
HOUR, DAY = 3_600, 86_400


def ask(*, actor: Actor, name: str, address: str, body: str) -> None:
    """Keep a question; whoever asks gets the same answer. Raises DomainError too_many; Invalid enquiry_name,
    enquiry_address, enquiry_body, or Several."""
    faults = Faults()
    name, body = clean_display(name), clean_display(body)
    reach, wrong = notifications.read_address(address, Channel.EMAIL)
    if not name or len(name) > LONGEST_NAME:
        faults.note("name", "enquiry_name", most=LONGEST_NAME)
    if wrong:
        faults.note("address", "enquiry_address")
    if not body or len(body) > LONGEST_BODY:
        faults.note("body", "enquiry_body", most=LONGEST_BODY)
    faults.check()
    here = actor.institution_id
    identity.count_visits(
        identity.Limit(f"enquiry:{here}:{identity.network_part(actor.network)}", PER_NETWORK, HOUR),
        identity.Limit(f"enquiries:{here}", PER_INSTITUTION, DAY),
    )
    Enquiry.objects.create(institution_id=here, name=name, address=reach, body=body)


def visible_to(actor: Actor) -> QuerySet[Enquiry]:
    """The institution's for its administrators, none for others."""
    if not actor.is_administrator:
        return Enquiry.objects.none()
    return Enquiry.objects.filter(institution_id=actor.institution_id)


def page(actor: Actor, *, answered: bool = False, before: UUID | None = None) -> tuple[list[Enquiry], UUID | None]:
    """Unanswered or answered ones, newest first, and the id after which the next page begins."""
    rows = visible_to(actor).filter(answered_at__isnull=not answered)
    rows = rows.filter(id__lt=before) if before else rows
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def waiting(actor: Actor) -> int:
    """How many have no answer yet."""
    return visible_to(actor).filter(answered_at__isnull=True).count()


def one(actor: Actor, enquiry_id: UUID) -> Enquiry:
    """Raises DomainError not_found."""
    found = visible_to(actor).filter(id=enquiry_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


@transaction.atomic
def answer(*, actor: Actor, enquiry_id: UUID, text: str) -> None:
    """Send the answer to the address that was given; only once. Raises DomainError not_found, enquiry_answered,
    enquiry_answer, enquiry_no_mail (the institution has no way to send e-mail)."""
    row = visible_to(actor).select_for_update().filter(id=enquiry_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.answered_at is not None:
        raise DomainError("enquiry_answered")
    said = clean_display(text)
    if not said or len(said) > LONGEST_ANSWER:
        raise DomainError("enquiry_answer", most=LONGEST_ANSWER)
    row.answer, row.answered_by, row.answered_at = said, actor.person_id, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    recipient = Recipient(
        institution_id=row.institution_id, person_id=None, email=row.address, language=_language(row.body)
    )
    told = EnquiryAnswered(name=row.name, answer=said, asked=row.body, link="/contact/")
    if not notifications.send(recipient=recipient, message=told, channels=[Channel.EMAIL]):
        raise DomainError("enquiry_no_mail")
    audit.record(actor=actor, stream=row.id, lines=[Line("enquiry.answered", "enquiry", row.id)])


def forget_old() -> int:
    """Delete what was answered so long ago that nobody comes back to it; the number of questions."""
    return Enquiry.objects.filter(answered_at__lt=timezone.now() - KEPT).delete()[0]


def _language(text: str) -> str:
    """The language somebody wrote in, as far as its letters tell."""
    return "fa" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "en"
