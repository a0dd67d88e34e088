"""A finished station taken up again: everything after it is walked once more (B26)."""

from __future__ import annotations

import pytest
from django.db import connection

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks

LOGIN = "981020304"


def finished(request, node: str) -> workflow.Task:
    rows = [t for t in workflow.tasks_of_case(request.case_id) if t.node == node and t.status == "done"]
    return rows[-1]


def reopen(iums, request, node: str, reason: str = "خوابگاه داشته است"):
    task = finished(request, node)
    actor = iums.actor("dormitory") if node == "dormitory" else walks.holder_of(iums, task)
    return workflow.reopen_step(actor=actor, task_id=task.id, reason=reason)


def test_b26_dormitory_fact_changed_later_re_routes_and_logs(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="welfare")
    reopen(iums, request, "dormitory")
    task = walks.task_at(request, "dormitory")
    assert walks.open_nodes(request) == ["dormitory"]
    assert (task.form_data["has_dormitory"], task.assignee_id) == ("no", iums.person("dormitory").id)
    walks.send(iums, request, "dormitory", **walks.WITH_DORMITORY)
    assert walks.walk(iums, request) == ["it", "loan-fund", "welfare", "faculty"]
    lines = [(e.action, e.reason, e.actor_id) for e in audit.history(request.case_id) if e.action == "task.reopened"]
    assert lines == [("task.reopened", "خوابگاه داشته است", iums.person("dormitory").id)]
    assert audit.broken_at(audit.history(request.case_id)) is None


def test_b26_the_other_way_round_it_is_not_asked(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund", dormitory=walks.WITH_DORMITORY)
    reopen(iums, request, "dormitory", "خوابگاه نداشته است")
    walks.send(iums, request, "dormitory", has_dormitory=["no"])
    assert walks.open_nodes(request) == ["loan-fund"]


def test_task_that_followed_is_gone_for_its_office(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="welfare")
    stale = walks.task_at(request, "welfare")
    reopen(iums, request, "dormitory")
    with pytest.raises(workflow.AlreadyDone):
        clearance.send_on(actor=iums.actor("welfare"), task_id=stale.id, raw=walks.ANSWERS["welfare"])


def test_return_and_visit_of_a_station_undone_are_asked_no_more(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    task = walks.task_at(request, "loan-fund")
    clearance.require_visit(actor=iums.actor("loan"), task_id=task.id, reason="اصل دفترچه را بیاورید")
    servicedesk.return_for_correction(
        actor=iums.actor("loan"), task_id=task.id, fields=["address"], reason="نشانی ناقص است"
    )
    request.refresh_from_db()
    assert (len(clearance.open_visits(request)), len(servicedesk.open_returns(request))) == (1, 1)
    reopen(iums, request, "dormitory")
    request.refresh_from_db()
    assert (clearance.open_visits(request), servicedesk.open_returns(request)) == ([], [])
    assert request.customer_status == servicedesk.CustomerStatus.OPEN


def test_b21_numbered_request_keeps_its_number_when_it_passes_again(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="disciplinary")
    task = finished(request, "culture-deputy")
    workflow.reopen_step(actor=iums.actor("deputy.nursing"), task_id=task.id, reason="رأی دیگر")
    walks.walk(iums, request, until="disciplinary")
    assert clearance.Letter.objects.filter(request=request).count() == 1


def test_only_the_office_that_did_it_may(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    with pytest.raises(workflow.NotYours):
        workflow.reopen_step(
            actor=iums.actor("nutrition"), task_id=finished(request, "dormitory").id, reason="دلیل"
        )


def test_second_press_that_waited_for_the_first_finds_nothing_to_reopen(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    task, actor = finished(request, "dormitory"), iums.actor("dormitory")
    first = []

    def meanwhile(execute, sql, params, many, context):
        if not first and "workflow_case" in sql and sql.endswith("FOR UPDATE"):
            first.append(sql)
            workflow.reopen_step(actor=actor, task_id=task.id, reason="خوابگاه داشته است")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile), pytest.raises(workflow.NotYours):
        workflow.reopen_step(actor=actor, task_id=task.id, reason="خوابگاه داشته است")
    assert first


def test_never_without_a_reason(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    with pytest.raises(DomainError, match="reason_missing"):
        reopen(iums, request, "dormitory", " ")


def test_never_once_the_case_is_closed(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request)
    with pytest.raises(DomainError, match="case_closed"):
        reopen(iums, request, "dormitory")


def test_stale_press_after_reopening_changes_nothing(iums):
    """The page from before says its revision; the station has a new task by then."""
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    old = finished(request, "dormitory")
    reopen(iums, request, "dormitory")
    with pytest.raises(workflow.AlreadyDone) as told:
        clearance.send_on(actor=iums.actor("dormitory"), task_id=old.id, raw=walks.ANSWERS["dormitory"])
    assert told.value.same
    assert walks.open_nodes(request) == ["dormitory"]
