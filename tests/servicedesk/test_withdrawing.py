"""Taking one's own request back: the case stops, the slot is free, the offices are told, debts stay."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain import certificates
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.payments import api as payments
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.models import Task, Timer
from simulators.banks import Network
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.factories.paying import Till

LOGIN = "981020304"


@pytest.fixture
def filed(iums):
    made = walks.file(iums, LOGIN)
    task = walks.task_at(made, "education")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    run_jobs()
    return made


def take_back(iums, request, reason="دیگر لازم نیست", login=LOGIN, **more):
    return servicedesk.withdraw(actor=iums.actor(login), request_id=request.id, reason=reason, **more)


def test_everything_stops_and_the_slot_is_free(iums, filed):
    take_back(iums, filed)
    filed.refresh_from_db()
    case = workflow.case_of_request(iums.id, filed.id)
    assert (filed.customer_status, case.status) == ("withdrawn", "cancelled")
    assert filed.closed_at
    assert case.closed_at
    assert not workflow.open_tasks_of_case(case.id)
    assert not Timer.objects.filter(case=case, fired_at=None).exists()
    assert [entry.action for entry in audit.history(case.id)][-3:] == [
        "task.cancelled", "case.cancelled", "comment.written"
    ]  # fmt: skip
    assert walks.file(iums, LOGIN).number != filed.number


def test_the_holder_is_told_and_reads_why(iums, filed):
    take_back(iums, filed, reason="انصراف از تسویه")
    run_jobs()
    keys = list(Notice.objects.filter(person_id=iums.person("edu.expert").id).values_list("message", flat=True))
    assert "withdrawn" in keys
    said = servicedesk.comments(filed, iums.actor("edu.expert"))
    assert [row.body for row in said] == ["انصراف از تسویه"]


def test_a_station_that_is_gone_cannot_be_sent_on(iums, filed):
    task = walks.task_at(filed, "education")
    take_back(iums, filed)
    with pytest.raises(workflow.AlreadyDone):
        clearance.send_on(
            actor=iums.actor("edu.expert"), task_id=task.id, raw=walks.ANSWERS["education"], key=uuid4().hex
        )


def test_a_debt_stays_and_meets_the_next_request(iums, filed):
    walks.walk(iums, filed, until="nutrition")
    task = walks.task_at(filed, "nutrition")
    clearance.hold_for_debt(actor=iums.actor("nutrition"), task_id=task.id, amount=1_000, reason="بدهی غذا")
    take_back(iums, filed)
    run_jobs()
    assert [due.owed for due in payments.my_dues(iums.actor(LOGIN))] == [1_000]
    again = walks.file(iums, LOGIN)
    run_jobs()
    assert payments.owed_in_request(again.id, None) == 1_000


def test_not_while_a_payment_is_on_its_way(iums, filed, settings):
    with Network() as network:
        settings.BANKS_BASE = network.url
        till = Till(iums, network, "demo")
        walks.walk(iums, filed, until="dormitory")
        task = walks.task_at(filed, "dormitory")
        due = clearance.hold_for_debt(
            actor=iums.actor("dormitory"), task_id=task.id, amount=50_000, reason="اجاره"
        )
        till.begin(LOGIN, 50_000, due=due)
        with pytest.raises(workflow.Blocked) as refused:
            take_back(iums, filed)
    assert [block.code for block in refused.value.blocks] == ["payment_under_way"]
    assert Task.objects.filter(case_id=filed.case_id, status="ready").exists()


def test_not_behind_a_certificate(iums, filed, monkeypatch):
    valid = SimpleNamespace(revoked_at=None)
    monkeypatch.setattr(certificates, "certificate_of", lambda request_id: valid if request_id == filed.id else None)
    with pytest.raises(workflow.Blocked) as refused:
        take_back(iums, filed)
    assert [block.code for block in refused.value.blocks] == ["certificate_issued"]


def test_not_twice_not_closed_not_without_a_reason(iums, filed):
    with pytest.raises(DomainError, match="reason_missing"):
        take_back(iums, filed, reason=" ")
    assert take_back(iums, filed, key="one") is not None
    assert take_back(iums, filed, key="one") is None
    with pytest.raises(DomainError, match="case_closed"):
        take_back(iums, filed, key="two")


@pytest.mark.parametrize("login", ["991020305", "edu.expert", "admin"])
def test_only_ones_own(iums, filed, login):
    with pytest.raises(workflow.NotYours):
        take_back(iums, filed, login=login)
