"""Incidents have a way out: try again, or close with a reason."""

from __future__ import annotations

import json

from django.db import connection

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.models import Incident
from tests.web.desk.conftest import Desk


def _failed(university, **more):
    incidents.open_incident(
        institution_id=university.id, kind="event.x.y", subject_kind="event", subject_id=new_id(), **more
    )
    return Incident.objects.get()


def test_closing_needs_a_reason_and_is_in_the_history(iums):
    row, desk = _failed(iums), Desk(iums, "admin")
    desk.post(f"/console/incidents/{row.id}/close/", reason=" ")
    assert "Write the reason." in desk.text
    desk.post(f"/console/incidents/{row.id}/close/", reason="درست شد")
    row.refresh_from_db()
    assert row.state == "closed"
    written = audit.history(iums.id).filter(subject_id=row.id).values_list("action", "reason")
    assert list(written) == [("incident.closed", "درست شد")]


def test_trying_again_defers_the_job_and_is_in_the_history(iums):
    event = {"subscriber": "x.y", "payload": {"a": "b"}}
    row, desk = _failed(iums, retry_event=event), Desk(iums, "admin")
    desk.post(f"/console/incidents/{row.id}/retry/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE args->>'subscriber' = 'x.y'")
        assert [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()] == [event]
    assert audit.history(iums.id).filter(subject_id=row.id, action="incident.retried").count() == 1


def test_incidents_are_acted_on_by_administrators_of_the_institution_only(iums, shiraz):
    row = _failed(iums)
    for desk in (Desk(iums, "manager"), Desk(iums, "981020304"), Desk(shiraz, "admin")):
        assert desk.post(f"/console/incidents/{row.id}/close/", reason="x") == 404
    row.refresh_from_db()
    assert row.state == "open"
