"""Taking a closed request up again, for some days, at the station it ended with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import reopening
from pishkhan.servicedesk.models import Request, RequestType
from pishkhan.workflow import api as workflow
from tests.factories import letters, walks
from tests.factories.jobs import run_jobs


@pytest.fixture
def closed(iums):
    return letters.close(iums, letters.file(iums))


def again(iums, request, login=letters.LOGIN, reason="هنوز شارژ نشده است", **more):
    return servicedesk.reopen(actor=iums.actor(login), request_id=request.id, reason=reason, **more)


def test_it_goes_back_to_the_same_hands_with_the_reason(iums, closed):
    done = workflow.tasks_of_case(closed.case_id)[-1]
    assert again(iums, closed)
    closed.refresh_from_db()
    task = walks.task_at(closed, "answer")
    assert (closed.closed_at, closed.customer_status, closed.reopened) == (None, "open", 1)
    assert (task.assignee_id, task.office_id) == (done.done_by, done.office_id)
    assert [row.body for row in servicedesk.comments(closed, iums.actor(letters.LOGIN))] == ["هنوز شارژ نشده است"]
    assert "case.reopened" in [entry.action for entry in audit.history(closed.case_id)]
    run_jobs()
    assert Notice.objects.filter(person_id=done.done_by, message="reopened").exists()


def test_it_can_be_closed_again_and_then_counts_anew(iums, closed):
    again(iums, closed)
    closed = letters.close(iums, closed)
    assert closed.customer_status == "closed"
    assert servicedesk.reopenable_until(closed) > timezone.now() + timedelta(days=6)
    assert workflow.case_of_request(iums.id, closed.id).status == "finished"


@pytest.mark.parametrize(("rules", "certificate", "days"), [
    ({}, False, 7), ({}, True, 0), ({"reopen_days": 0}, False, 0), ({"reopen_days": 30}, True, 30),
    ({"reopen_days": "x"}, False, 7),
])  # fmt: skip
def test_days_are_the_types_own(rules, certificate, days):
    assert reopening.days_of(RequestType(rules=rules, certificate=certificate)) == days


def test_not_after_the_days_nor_without_a_reason_nor_twice(iums, closed):
    with pytest.raises(DomainError, match="reason_missing"):
        again(iums, closed, reason="  ")
    Request.objects.filter(id=closed.id).update(closed_at=timezone.now() - timedelta(days=7, minutes=1))
    with pytest.raises(DomainError, match="cannot_reopen"):
        again(iums, closed)
    Request.objects.filter(id=closed.id).update(closed_at=timezone.now() - timedelta(days=6))
    assert again(iums, closed, key="one")
    assert again(iums, closed, key="one") is None
    with pytest.raises(DomainError, match="cannot_reopen"):
        again(iums, closed, key="two")


def test_not_what_was_withdrawn(iums):
    request = letters.file(iums)
    servicedesk.withdraw(actor=iums.actor(letters.LOGIN), request_id=request.id, reason="نمی‌خواهم")
    with pytest.raises(DomainError, match="cannot_reopen"):
        again(iums, request)


def test_not_beside_another_open_one(iums):
    letters.offer(iums)
    RequestType.objects.filter(institution_id=iums.id, key="letter").update(open_slot="letter")
    closed = letters.close(iums, letters.file(iums))
    other = letters.file(iums)
    with pytest.raises(DomainError, match="already_open") as refused:
        again(iums, closed)
    assert refused.value.request.id == other.id
    closed.refresh_from_db()
    assert closed.closed_at


def test_only_ones_own(iums, closed):
    with pytest.raises(workflow.NotYours):
        again(iums, closed, login="991020305")


def test_the_case_is_locked_before_the_request_is_touched(iums, closed):
    """As a step and an office's message have it: two in another order wait for each other for ever."""
    with CaptureQueriesContext(connection) as asked:
        again(iums, closed, key="once")
    said = [query["sql"] for query in asked.captured_queries]
    locked = next(n for n, sql in enumerate(said) if "workflow_case" in sql and "FOR UPDATE" in sql)
    touched = [n for n, sql in enumerate(said) if sql.lstrip().startswith("UPDATE") and "servicedesk_request" in sql]
    assert touched
    assert locked < touched[0]
