"""The catalogue: what can be asked for, and the forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.portal.phrases import why_closed
from pishkhan.web.rest import forms
from pishkhan.web.rest.access import CATALOGUE, actor_of, token_of
from pishkhan.web.rest.shapes import READS, WRONG, Words, words

router = Router(tags=["catalogue"])


class Service(Schema):
    """`why` says why it cannot be used now, by the person of the token; empty when it can."""

    key: str
    name: Words
    summary: Words
    opens_at: datetime | None
    closes_at: datetime | None
    why: str


class ServiceGroup(Schema):
    key: str
    name: Words
    summary: Words
    services: list[Service]


class Catalogue(Schema):
    groups: list[ServiceGroup]


class Enrolled(Schema):
    """One of one's own enrolments as this service sees it. `open_number`: the request of this kind it has open."""

    id: UUID
    student_number: str
    field: Words
    degree: Words
    why: str
    open_number: str


class Document(Schema):
    """What to have at hand."""

    label: Words
    required: bool


class ServiceForm(Service):
    """A service with what its form asks. `enrolments` are those of the person whose token it is."""

    documents: list[Document]
    form: list[forms.Group]
    enrolments: list[Enrolled]


@router.get("/catalogue/", auth=CATALOGUE, response={200: Catalogue, **WRONG}, url_name="rest-catalogue")
def catalogue(request: HttpRequest) -> Any:
    """All services in their groups, without those that are not for the person of the token."""
    actor = actor_of(request)
    mine = identity.enrolments_of(actor) if actor.person_id else []
    groups, gate = [], gate_of(request)
    for group in servicedesk.groups(actor.institution_id):
        offers = [servicedesk.offer(kind, mine, actor) for kind in group.types.all()]
        services = [_service(each, gate) for each in offers if not each.hidden]
        if services:
            groups.append({"key": group.key, "name": words(group.name), "summary": words(group.summary),
                           "services": services})  # fmt: skip
    return {"groups": groups}


@router.get("/catalogue/{slug:key}/", auth=CATALOGUE, response={200: ServiceForm, **READS}, url_name="rest-service")
def service(request: HttpRequest, key: str) -> Any:
    """One service with its form."""
    actor = actor_of(request)
    mine = identity.enrolments_of(actor) if actor.person_id else []
    offer, kind = offered(actor, key, mine)
    version_id = intake.newest_version_id(institution_id=actor.institution_id, key=kind.form_key)
    form = intake.form_of(version_id) if version_id else None
    return {
        **_service(offer, gate_of(request)), "documents": [
            {"label": words(each.get("label")), "required": bool(each.get("required"))}
            for each in kind.rules.get("documents", [])
        ],
        "form": forms.shape(form) if form else [],
        "enrolments": [_enrolled(actor, kind, each) for each in mine],
    }  # fmt: skip


def offered(
    actor: Actor, key: str, mine: Sequence[identity.Enrolment]
) -> tuple[servicedesk.Offer, servicedesk.RequestType]:
    """A service the person may know of. Raises Http404."""
    kind = servicedesk.request_type(actor.institution_id, key)
    found = servicedesk.offer(kind, mine, actor) if kind else None
    if kind is None or found is None or found.hidden:
        raise Http404
    return found, kind


def gate_of(request: HttpRequest) -> str:
    """Why nothing may be filed by the person of the token, as a phrase code; empty for whoever may (E21)."""
    token = token_of(request)
    if token.person_id is None:
        return ""
    return identity.applicants.closed_to(getattr(identity.tokens.holder_of(token), "stage", None))


def _service(offer: servicedesk.Offer, gate: str) -> dict[str, Any]:
    kind = offer.type
    why = gate or offer.why
    return {
        "key": kind.key, "name": words(kind.name), "summary": words(kind.summary), "opens_at": kind.opens_at,
        "closes_at": kind.closes_at, "why": str(why_closed(why)),
    }  # fmt: skip


def _enrolled(actor: Actor, kind: servicedesk.RequestType, enrolment: identity.Enrolment) -> dict[str, Any]:
    why = servicedesk.usable_by(kind, enrolment, actor)
    found = servicedesk.open_request(enrolment.id, kind.open_slot) if kind.open_slot else None
    return {
        "id": enrolment.id, "student_number": enrolment.student_number,
        "field": words(enrolment.titles.get("field")), "degree": words(enrolment.titles.get("degree")),
        "why": str(why_closed(why)), "open_number": found.number if found else "",
    }  # fmt: skip
