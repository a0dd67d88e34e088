"""The question after closing: how was it, in five words, answered without a login by whoever has the link."""

from __future__ import annotations

import hashlib
import secrets
import string
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import jobs
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.servicedesk.domain.queries.reading import reader
from pishkhan.servicedesk.models import Request, Survey

LEAST, MOST = 1, 5
LONGEST = 1000
CHANGEABLE = timedelta(days=1)
"""How long after the first answer it may be changed."""
LETTERS = 24
"""Of the word in a link; letters only, for phones break other words or turn them round."""
READERS = (Role.LEAD, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of a link shows: nothing of the person, only what was asked for."""

    number: str
    service: dict[str, str]
    score: int | None
    words: str
    over: bool


def ask(request: Request) -> str:
    """Make the question of a closed request and its link, which is told only now: a digest of its word is kept. Asked
    again after a request was opened again, unless it was answered. Empty when there is nothing to ask. In the caller's
    transaction."""
    survey = Survey.objects.filter(request_id=request.id).first()
    if survey is not None and survey.answered_at is not None:
        return ""
    token = "".join(secrets.choice(string.ascii_lowercase) for _ in range(LETTERS))
    if survey is None:
        survey = Survey(request_id=request.id)
    survey.digest = _digest(token)
    survey.save()
    host = organisation.host_of(request.institution_id)
    return f"{settings.PUBLIC_URL.format(host=host).rstrip('/')}/rate/{token}/"


def asked(*, institution_id: UUID, token: str) -> Asked:
    """What a link is about. Raises DomainError("survey_unknown"), the same for whatever is not ours."""
    found = _of(institution_id, token)
    return Asked(
        number=found.request.number, service=found.request.type.name, score=found.score, words=found.words,
        over=_is_over(found),
    )  # fmt: skip


@transaction.atomic
def answer(*, institution_id: UUID, token: str, score: int, words: str = "") -> None:
    """Keep what the student thought of it, 1 to 5, with a remark. Within a day it may be changed.

    Raises DomainError survey_unknown, survey_over, survey_score, survey_long.
    """
    found = Survey.objects.select_for_update().get(id=_of(institution_id, token).id)
    if _is_over(found):
        raise DomainError("survey_over")
    if not LEAST <= score <= MOST:
        raise DomainError("survey_score")
    said = clean_display(words).strip()
    if len(said) > LONGEST:
        raise DomainError("survey_long", most=LONGEST)
    is_changed = found.answered_at is not None
    found.score, found.words, found.answered_at = score, said, found.answered_at or timezone.now()
    found.save(update_fields=["score", "words", "answered_at"])
    if is_changed:
        from pishkhan.servicedesk.tasks import count_again  # tasks need the app registry

        jobs.defer(count_again, request_id=str(found.request_id))


def survey_for(actor: Actor, request: Request, office_id: UUID | None) -> Survey | None:
    """The answer about a request, for the leads and managers of an office that had it, and for administrators. The
    caller has decided that the actor may see the request; nothing of it in one's own or a lender's (`reader`)."""
    seated = reader(actor, request)
    if seated is None or request.closed_at is None:
        return None
    reads = seated.is_administrator or (office_id is not None and any(seated.sits_at(office_id, r) for r in READERS))
    if not reads:
        return None
    return Survey.objects.filter(request_id=request.id, answered_at__isnull=False).first()


def _of(institution_id: UUID, token: str) -> Survey:
    rows = Survey.objects.filter(request__institution_id=institution_id, digest=_digest(token[:100]))
    found = rows.select_related("request__type").first()
    if found is None:
        raise DomainError("survey_unknown")
    return found


def _is_over(survey: Survey) -> bool:
    return survey.answered_at is not None and survey.answered_at + CHANGEABLE < timezone.now()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
