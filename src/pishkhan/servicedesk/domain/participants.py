"""Others on a request: asked by the applicant, there only if they agree, gone whenever one of the two wants it.

Nobody learns from an invitation whether somebody exists: the verb answers the same for everybody, and the applicant
sees a name only once its bearer accepted.
"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.kept import kept
from pishkhan.servicedesk.domain.queries.requests import MOST_PARTICIPANTS
from pishkhan.servicedesk.events import ParticipantInvited, ParticipantJoined
from pishkhan.servicedesk.models import Participant, Request, Taking
from pishkhan.workflow import api as workflow

MOST_A_DAY = 20
"""Invitations of one request in a day, to people who exist and to others alike."""
LONGEST = 254
INVITED = "participant.invited"
SHAPE = re.compile(r"[a-z0-9@._+/-]+", re.IGNORECASE)
"""What a number, a mobile, an e-mail address or a staff code is made of. Says nothing about who exists."""
STANDING = (Taking.INVITED, Taking.ACCEPTED)


@transaction.atomic
def invite(*, actor: Actor, request_id: UUID, typed: str) -> None:
    """Ask somebody to take part in one's own open request, by student number, mobile, e-mail or staff code. Nothing
    tells whether there is such a person; who declined is not asked again.

    Raises NotYours, DomainError case_closed, invite_empty, invite_shape (no number, mobile, address or code),
    invite_self, invites_spent, invite_many.
    """
    request = _own(actor, request_id)
    if request.closed_at:
        raise DomainError("case_closed")
    text = clean_display(typed)
    if not text or len(text) > LONGEST:
        raise DomainError("invite_empty")
    if not SHAPE.fullmatch(bare(text)):
        raise DomainError("invite_shape")
    person = identity.person_to_invite(institution_id=actor.institution_id, typed=text)
    if person is not None and person.id == request.applicant_id:
        raise DomainError("invite_self")
    case = workflow.locked_case(request.institution_id, request.case_id)
    since = timezone.now() - timedelta(days=1)
    if audit.history(case.id).filter(action=INVITED, at__gt=since).count() >= MOST_A_DAY:
        raise DomainError("invites_spent")
    if Participant.objects.filter(request=request, state=Taking.ACCEPTED).count() >= MOST_PARTICIPANTS:
        raise DomainError("invite_many", most=MOST_PARTICIPANTS)
    audit.record(actor=actor, stream=case.id, lines=[Line(INVITED, "request", request.id)], locked=True)
    if person is not None:
        _ask(request, person.id, actor)


def _ask(request: Request, person_id: UUID, actor: Actor) -> None:
    row = Participant.objects.filter(request=request, person_id=person_id).first()
    if row is None:
        row = Participant(request=request, person_id=person_id)
    elif row.state not in (Taking.LEFT, Taking.REMOVED):
        return
    row.invited_by, row.state, row.answered_at = actor.me, Taking.INVITED, None
    row.save()
    events.announce(ParticipantInvited(institution_id=actor.institution_id, participant_id=row.id))


@transaction.atomic
def answer_invitation(*, actor: Actor, participant_id: UUID, accept: bool) -> Participant:
    """Accept or decline an invitation to oneself. Raises NotYours, DomainError invitation_gone (taken back, answered
    before, the request closed), invite_many."""
    if not invitations(actor).filter(id=participant_id).exists():
        raise workflow.NotYours
    asked = invitations(actor).filter(id=participant_id, state=Taking.INVITED, request__closed_at=None)
    found = asked.first()
    if found is None:
        raise DomainError("invitation_gone")
    case = workflow.locked_case(actor.institution_id, found.request.case_id)
    if not asked.exists():  # the applicant may have taken it back while this waited for the lock
        raise DomainError("invitation_gone")
    taking_part = Participant.objects.filter(request=found.request, state=Taking.ACCEPTED).count()
    if accept and taking_part >= MOST_PARTICIPANTS:
        raise DomainError("invite_many", most=MOST_PARTICIPANTS)
    _move(actor, found, Taking.ACCEPTED if accept else Taking.DECLINED, case.id)
    if accept:
        events.announce(ParticipantJoined(institution_id=actor.institution_id, participant_id=found.id))
    return found


@transaction.atomic
def leave(*, actor: Actor, request_id: UUID) -> None:
    """Take part no more. Raises NotYours."""
    taking = invitations(actor).filter(request_id=request_id, state=Taking.ACCEPTED)
    found = taking.first()
    if found is None:
        raise workflow.NotYours
    case = workflow.locked_case(actor.institution_id, found.request.case_id)
    if not taking.exists():
        raise workflow.NotYours
    _move(actor, found, Taking.LEFT, case.id)


@transaction.atomic
def remove(*, actor: Actor, request_id: UUID, participant_id: UUID) -> None:
    """The applicant has somebody take part no more. Raises NotYours."""
    request = _own(actor, request_id)
    case = workflow.locked_case(request.institution_id, request.case_id)
    found = Participant.objects.filter(request=request, id=participant_id, state=Taking.ACCEPTED).first()
    if found is None:
        raise workflow.NotYours
    _move(actor, found, Taking.REMOVED, case.id)


@transaction.atomic
def take_back_invitations(*, actor: Actor, request_id: UUID) -> None:
    """Invitations nobody has answered are not there any more; nothing tells how many there were. Raises NotYours."""
    request = _own(actor, request_id)
    case = workflow.locked_case(request.institution_id, request.case_id)
    Participant.objects.filter(request=request, state=Taking.INVITED).update(
        state=Taking.REMOVED, answered_at=timezone.now()
    )
    audit.record(actor=actor, stream=case.id, lines=[Line("participant.uninvited", "request", request.id)], locked=True)


def _own(actor: Actor, request_id: UUID) -> Request:
    found = Request.objects.filter(
        institution_id=actor.institution_id, applicant_id=actor.me, id=request_id
    ).first()
    if found is None:
        raise workflow.NotYours
    return found


def _move(actor: Actor, row: Participant, state: Taking, case_id: UUID) -> None:
    before, row.state, row.answered_at = row.state, state, timezone.now()
    row.save(update_fields=["state", "answered_at"])
    line = Line(f"participant.{state}", "participant", row.id, before={"state": before}, after={"state": state})
    audit.record(actor=actor, stream=case_id, lines=[line], locked=True)


def invitations(actor: Actor) -> QuerySet[Participant]:
    """One's own part in requests of others, with the request."""
    rows = Participant.objects.filter(person_id=actor.me, request__institution_id=actor.institution_id)
    return rows.select_related("request")


def my_part(actor: Actor) -> list[Participant]:
    """Open invitations, and requests one takes part in, newest first, with what a list shows of them."""
    return _my_part(institution=actor.institution_id, me=actor.me)


@kept
def _my_part(*, institution: UUID, me: UUID) -> QuerySet[Participant]:
    rows = Participant.objects.filter(person_id=me, state__in=STANDING, request__institution_id=institution)
    return rows.select_related("request__type", "request__applicant").order_by("-created_at", "-id")[:50]


def participants_of(request: Request) -> list[UUID]:
    """The people who take part. For messages."""
    rows = Participant.objects.filter(request_id=request.id, state=Taking.ACCEPTED).order_by("created_at")
    return list(rows.values_list("person_id", flat=True)[:MOST_PARTICIPANTS])


def takes_part(request_id: UUID, actor: Actor) -> bool:
    return invitations(actor).filter(request_id=request_id, state=Taking.ACCEPTED).exists()
