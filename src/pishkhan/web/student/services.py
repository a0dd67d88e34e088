"""The page of a service: what it is, who may use it, what to have at hand, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.portal import reading
from pishkhan.web.portal.phrases import why_closed
from pishkhan.web.student.access import actor_of, gate, service


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the visitor's enrolments as this service sees it (X5). `open_number`: it has one open already (C3)."""

    enrolment: identity.Enrolment
    title: str
    why: str
    open_number: str
    saved_at: datetime | None
    url: str


def show(request: HttpRequest, key: str) -> HttpResponse:
    """Everybody may read it; whether one may start stands beside each of one's enrolments."""
    kind = service(request, key)
    actor = actor_of(request)
    signed_in = request.user.is_authenticated
    mine = choices(actor, kind) if signed_in else []
    context = {
        "kind": kind, "choices": mine, "signed_in": signed_in, "start_url": form_url(kind),
        "why": why_closed(gate(request) or servicedesk.closed_now(kind), kind), "gate": gate(request),
        **about(kind), "questions": _questions(kind),
    }  # fmt: skip
    return render(request, "student/service.html", context)


def _questions(kind: servicedesk.RequestType) -> list[reading.Read]:
    """What people ask about this service, as the front answers it."""
    rows = organisation.front.in_order(kind.institution_id, organisation.ArticleKind.QUESTION, about=kind.key)
    return [reading.read(row) for row in rows]


def choices(actor: Actor, kind: servicedesk.RequestType) -> list[Choice]:
    saved = {
        draft.subject_id: draft.saved_at
        for draft in intake.drafts_of(actor)
        if draft.purpose == servicedesk.DRAFT + kind.key
    }
    return [_choice(actor, kind, enrolment, saved) for enrolment in identity.enrolments_of(actor)]


def _choice(
    actor: Actor, kind: servicedesk.RequestType, enrolment: identity.Enrolment, saved: Mapping[UUID, datetime]
) -> Choice:
    found = servicedesk.open_request(enrolment.id, kind.open_slot) if kind.open_slot else None
    return Choice(
        enrolment=enrolment, title=enrolment_title(enrolment), open_number=found.number if found else "",
        why=why_closed(servicedesk.usable_by(kind, enrolment, actor), kind), saved_at=saved.get(enrolment.id),
        url=form_url(kind, enrolment),
    )  # fmt: skip


def form_url(kind: servicedesk.RequestType, enrolment: identity.Enrolment | None = None) -> str:
    return _with_enrolment("service-form", kind, enrolment)


def check_url(kind: servicedesk.RequestType, enrolment: identity.Enrolment) -> str:
    return _with_enrolment("service-check", kind, enrolment)


def _with_enrolment(name: str, kind: servicedesk.RequestType, enrolment: identity.Enrolment | None) -> str:
    address = reverse(name, args=[kind.key])
    return f"{address}?{urlencode({'enrolment': str(enrolment.id)})}" if enrolment else address


def enrolment_title(enrolment: identity.Enrolment) -> str:
    """«پرستاری، کارشناسی»: the words of the enrolment's own time."""
    parts = [pick(enrolment.titles.get(name)) for name in ("field", "degree")]
    return pick({"fa": "، ".join(filter(None, parts)), "en": ", ".join(filter(None, parts))})


def about(kind: servicedesk.RequestType) -> dict[str, Any]:
    """What stands beside the form too: documents, guides (B1), what happens next."""
    rules = kind.rules
    return {
        "documents": rules.get("documents", []), "next_words": pick(rules.get("next")),
        "purpose": pick(rules.get("purpose")), "faq": rules.get("faq", []),
        "guides": [
            {"title": guide["title"], "lines": guide["body"], "url": f"{reverse('help')}#{kind.key}-{guide['key']}"}
            for guide in rules.get("guides", [])
        ],
    }  # fmt: skip
