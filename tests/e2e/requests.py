"""Requests with everything people do around them, made at once through the real verbs; runs in the registrar's
process."""

from __future__ import annotations

import time
from uuid import uuid4

from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Participant, Survey
from tests.factories import letters, walks
from tests.factories.packs import University

TALKED, GUEST, INVITED = "941020307", "971020309", "991020310"


def prepared(iums: University) -> dict[str, str]:
    """One that others take part in, one that can be opened again, one withdrawn, a link that asks how it was, a canned
    reply."""
    talked, closed, gone = (letters.file(iums, TALKED) for _ in range(3))
    owner = iums.actor(TALKED)
    for login in (GUEST, INVITED):
        servicedesk.invite(actor=owner, request_id=talked.id, typed=login)
    part = Participant.objects.get(request_id=talked.id, person=iums.person(GUEST))
    servicedesk.answer_invitation(actor=iums.actor(GUEST), participant_id=part.id, accept=True)
    _talk(iums, talked)
    letters.close(iums, closed)
    servicedesk.withdraw(actor=owner, request_id=gone.id, reason="به نامه نیازی نماند.")
    rated = letters.close(iums, letters.file(iums, "991020305"))
    until = time.monotonic() + 60
    while not Survey.objects.filter(request_id=rated.id).exists():  # the closing message makes a link of its own
        assert time.monotonic() < until, "no closing message was sent"
        time.sleep(0.1)
    reply = servicedesk.canned.put_reply(
        actor=iums.actor("admin"), title="رسید درخواست", office_id=None,
        body="{name} گرامی، درخواست {number} رسید. تا {deadline} پاسخ می‌دهیم.",
    )  # fmt: skip
    return {
        "talked": talked.number, "reopenable": closed.number, "withdrawn": gone.number, "canned": str(reply.id),
        "rate": "/rate/" + servicedesk.surveys.ask(rated).rpartition("/rate/")[2],
        "task_talked": str(walks.task_at(talked, letters.NODE).id),
    }  # fmt: skip


def _talk(iums: University, request: servicedesk.Request) -> None:
    task = walks.task_at(request, letters.NODE)
    clerk = walks.holder_of(iums, task)
    for body, visibility in (
        ("شماره نامه را هم بنویسید.", servicedesk.Visibility.PUBLIC),
        ("پروندهٔ قبلی را دیدم.", servicedesk.Visibility.INTERNAL),
    ):
        servicedesk.comment(
            actor=clerk, request_id=request.id, body=body, task_id=task.id, visibility=visibility, key=uuid4().hex
        )
    servicedesk.comment(actor=iums.actor(GUEST), request_id=request.id, body="من شماره را دارم.", key=uuid4().hex)
