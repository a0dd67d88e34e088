"""Certificates as administrators look for them."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import Q, QuerySet

from pishkhan.clearance.domain.certificates import may_revoke
from pishkhan.clearance.models import Certificate
from pishkhan.clearance.paper import code as codes
from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing.actor import Actor

PAGE = 25


def visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Those who may revoke see their institution's certificates, nobody else any."""
    if not may_revoke(actor):
        return Certificate.objects.none()
    return Certificate.objects.filter(institution_id=actor.institution_id)


def certificates(
    actor: Actor, *, text: str = "", before: UUID | None = None
) -> tuple[list[Certificate], UUID | None]:
    """Newest first, and the id to ask the next page with; by number, code, request number, identifier or name."""
    rows = visible_to(actor)
    if text:
        rows = rows.filter(_matching(actor, to_latin(text.strip())))
    if before:
        rows = rows.filter(id__lt=before)
    rows = rows.select_related("request__applicant", "request__enrolment", "request__type").order_by("-id")
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def certificate(actor: Actor, certificate_id: UUID) -> Certificate | None:
    rows = visible_to(actor).filter(id=certificate_id)
    return rows.select_related("request__applicant", "request__enrolment", "request__type").first()


def _matching(actor: Actor, text: str) -> Q:
    wanted = Q(number=text) | Q(request__number=text)
    with suppress(Invalid):
        wanted |= Q(code=codes.parse(text))
    people = identity.search_people(institution_id=actor.institution_id, text=text)
    return wanted | Q(request__applicant_id__in=people)
