"""Others on a request: asked by the applicant, there only if they agree."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.rest.access import MINE, MY_WRITES, actor_of
from pishkhan.web.rest.repeat import DESCRIBED, once
from pishkhan.web.rest.requests import own, readable
from pishkhan.web.rest.shapes import WRITES, WRONG, Done, Words, words

router = Router(tags=["participants"])
GIVEN: dict[str, Any] = {"auth": MY_WRITES, "openapi_extra": DESCRIBED, "response": {200: Done, **WRITES}}
OK = {"ok": True}


class Who(Schema):
    """Student number, mobile, e-mail or staff code."""

    who: Annotated[str, Field(min_length=1, max_length=254)]


class Decision(Schema):
    accept: bool


class Part(Schema):
    """An invitation (`state` invited), or a request one takes part in (accepted)."""

    id: UUID
    state: str
    number: str
    service: Words
    applicant: str
    at: datetime


class Parts(Schema):
    rows: list[Part]


@router.get("/invitations/", auth=MINE, response={200: Parts, **WRONG}, url_name="rest-invitations")
def mine(request: HttpRequest) -> Any:
    """Open invitations to oneself and requests one takes part in, newest first, at most 50."""
    return {
        "rows": [
            {
                "id": row.id, "state": row.state, "number": row.request.number,
                "service": words(row.request.type.name), "applicant": row.request.applicant.shown_name,
                "at": row.created_at,
            }
            for row in servicedesk.my_part(actor_of(request))
        ]
    }  # fmt: skip


@router.post("/invitations/{uuid:participant_id}/", url_name="rest-invitation", **GIVEN)
@once
def decide(request: HttpRequest, participant_id: UUID, decision: Decision) -> Any:
    """Accept or decline."""
    servicedesk.answer_invitation(actor=actor_of(request), participant_id=participant_id, accept=decision.accept)
    return OK


@router.post("/requests/{number}/participants/", url_name="rest-participants", **GIVEN)
@once
def invite(request: HttpRequest, number: str, given: Who) -> Any:
    """Ask somebody to follow one's own request. The answer is the same whether or not there is such a person."""
    servicedesk.invite(actor=actor_of(request), request_id=own(request, number).id, typed=given.who)
    return OK


@router.delete("/requests/{number}/participants/{uuid:participant_id}/", url_name="rest-participant", **GIVEN)
@once
def remove(request: HttpRequest, number: str, participant_id: UUID) -> Any:
    """Have somebody follow no more."""
    servicedesk.remove(
        actor=actor_of(request), request_id=own(request, number).id, participant_id=participant_id
    )
    return OK


@router.post("/requests/{number}/leave/", url_name="rest-leave", **GIVEN)
@once
def leave(request: HttpRequest, number: str) -> Any:
    """Follow somebody's request no more."""
    servicedesk.leave(actor=actor_of(request), request_id=readable(request, number).id)
    return OK
