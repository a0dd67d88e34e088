"""Who may stand before these pages, and which rows are theirs."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from pishkhan.identity import api as identity
from pishkhan.kernel.ids import uuid_of as uuid_of
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.entry import signed_in as signed_in


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def gate(request: HttpRequest) -> str:
    """Why nothing may be filed by the visitor, as a phrase code; empty for strangers and for whoever may (E21)."""
    return identity.applicants.closed_to(getattr(request.user, "stage", None))


def service(request: HttpRequest, key: str) -> servicedesk.RequestType:
    """A service the visitor may know of. Raises Http404."""
    actor = actor_of(request)
    found = servicedesk.request_type(actor.institution_id, key)
    if found is None or (found.rules.get("hidden_from_others") and _hides(found, actor)):
        raise Http404
    return found


def _hides(kind: servicedesk.RequestType, actor: Actor) -> bool:
    mine = identity.enrolments_of(actor) if actor.person_id else []
    return servicedesk.offer(kind, mine, actor).hidden


def own_request(request: HttpRequest, number: str) -> servicedesk.Request:
    """One's own request by its number; everybody else's does not exist. Raises Http404."""
    found = servicedesk.my_request(actor_of(request), number)
    if found is None:
        raise Http404
    return found


def read_request(request: HttpRequest, number: str) -> servicedesk.Request:
    """One's own request, or one the visitor takes part in (`guests`). Raises Http404."""
    found = servicedesk.my_request(actor_of(request), number, taking_part=True)
    if found is None:
        raise Http404
    return found


def chosen(enrolments: Sequence[identity.Enrolment], typed: str) -> identity.Enrolment | None:
    """The enrolment among one's own that the page names."""
    wanted = uuid_of(typed)
    return next((enrolment for enrolment in enrolments if enrolment.id == wanted), None)
