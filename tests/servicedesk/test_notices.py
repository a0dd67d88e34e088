"""Who is told, and where the link leads."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery, Notice
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain.queries import requests
from pishkhan.servicedesk.models import Comment
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.factories.parallel import run_parallel

LOGIN = "981020304"


def test_b13_every_holder_gets_the_link_of_their_own_task(shiraz):
    """In the parallel version several offices hold a request at once."""
    run_parallel(shiraz)
    request = walks.file(shiraz, "97204001")
    walks.send(shiraz, request, "department")
    servicedesk.comment(actor=shiraz.actor("97204001"), request_id=request.id, body="سلام", key=uuid4().hex)
    run_jobs()
    told = {}
    for task in workflow.open_tasks_of_case(request.case_id):
        holder = walks.holder_of(shiraz, task)
        notice = Notice.objects.get(person_id=holder.person_id, message="student_comment")
        told[task.node] = notice.link == servicedesk.desk_page(task.id)
    assert len(told) > 1
    assert set(told.values()) == {True}


def test_the_text_of_a_message_leads_to_its_request_and_stays_short(iums):
    """B14: in two parts, as long as the name is no longer than the sample's."""
    notifications.put_demo(iums.id)
    request = walks.file(iums, LOGIN)
    task = walks.task_at(request, "education")
    servicedesk.comment(actor=walks.holder_of(iums, task), request_id=request.id, body="سلام", task_id=task.id)
    run_jobs()
    sent = Delivery.objects.get(message="comment", channel="sms")
    assert f"/requests/{request.number}/" in sent.values["address"]
    assert sent.values["address"].startswith("http")
    assert sent.parts <= 2
    assert Notice.objects.get(message="comment").values["address"] == ""


def test_b18_the_present_assignee_hears_of_the_correction(iums):
    request = walks.file(iums, LOGIN)
    task = walks.task_at(request, "education")
    lead, expert = iums.actor("edu.lead"), iums.actor("edu.expert")
    returned = servicedesk.return_for_correction(actor=lead, task_id=task.id, fields=["address"], reason="پلاک")
    workflow.assign(actor=lead, task_id=task.id, person_id=expert.person_id)
    servicedesk.resubmit(actor=iums.actor(LOGIN), return_id=returned.id, raw={"address": ["تهران، پلاک ۲۰"]})
    run_jobs()
    told = Notice.objects.filter(message="corrected").values_list("person_id", flat=True)
    assert list(told) == [expert.person_id]


def test_b14_the_newest_messages_are_shown_oldest_first(iums, monkeypatch):
    monkeypatch.setattr(requests, "SHOWN", 3)
    request, student = walks.file(iums, LOGIN), iums.actor(LOGIN)
    for number in range(5):
        row = servicedesk.comment(actor=student, request_id=request.id, body=str(number), key=uuid4().hex)
        Comment.objects.filter(id=row.id).update(created_at=timezone.now() + timedelta(minutes=number))
    assert [row.body for row in servicedesk.comments(request, student)] == ["2", "3", "4"]
