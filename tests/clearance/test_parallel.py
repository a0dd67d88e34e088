"""S-C with independent offices open at once (F2)."""

from __future__ import annotations

import random

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.factories.parallel import TOGETHER, run_parallel

LOGIN = "97204001"


@pytest.fixture
def request_(shiraz):
    """A clearance whose department has the card: eight offices are open."""
    run_parallel(shiraz)
    made = walks.file(shiraz, LOGIN)
    walks.send(shiraz, made, "department")
    return made


def send_back(shiraz, request, node: str):
    task = walks.task_at(request, node)
    return servicedesk.return_for_correction(
        actor=walks.holder_of(shiraz, task), task_id=task.id, fields=["mobile"], reason="شماره پاسخ نمی‌دهد"
    )


def answer(shiraz, returned) -> None:
    servicedesk.resubmit(
        actor=shiraz.actor(LOGIN), return_id=returned.id, raw={"mobile": ["09120000082"]}
    )


def test_f2_independent_offices_open_at_once(request_):
    assert walks.open_nodes(request_) == TOGETHER


def test_f2_second_shift_opens_when_the_two_it_reads_are_done(shiraz, request_):
    """C11: it sees the forms of steps 9 and 10, so it waits for those and for no other office."""
    walks.send(shiraz, request_, "dormitories")
    assert "second-shift-accounting" not in walks.open_nodes(request_)
    walks.send(shiraz, request_, "welfare")
    assert walks.open_nodes(request_) == sorted({*TOGETHER, "second-shift-accounting"} - {"dormitories", "welfare"})


@pytest.mark.parametrize("seed", range(6))
def test_f2_random_order_with_one_return_inside(shiraz, request_, seed):
    """Only the returned station stops, the join waits for it, and one certificate comes out."""
    luck = random.Random(seed)
    stopped = luck.choice([node for node in TOGETHER if node != "welfare"])
    expert = walks.holder_of(shiraz, walks.task_at(request_, stopped)).person_id
    returned = send_back(shiraz, request_, stopped)
    while others := [node for node in walks.open_nodes(request_) if node != stopped]:
        walks.send(shiraz, request_, luck.choice(others))
    assert walks.open_nodes(request_) == [stopped]
    assert clearance.certificate_of(request_.id) is None
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, request_, stopped)
    assert [block.code for block in blocked.value.blocks] == ["return_open"]
    answer(shiraz, returned)
    assert walks.task_at(request_, stopped).assignee_id == expert
    rest = walks.walk(shiraz, request_)
    late = ["second-shift-accounting"] if stopped == "dormitories" else []
    assert rest == [stopped, *late, "handover"]
    run_jobs()
    request_.refresh_from_db()
    certificate = clearance.certificate_of(request_.id)
    assert (certificate.state, certificate.file is not None) == ("valid", True)
    assert request_.customer_status == servicedesk.CustomerStatus.CLOSED
    opened = [e.after["node"] for e in audit.history(request_.case_id) if e.action == "task.opened"]
    assert sorted(opened) == sorted(["department", *TOGETHER, "second-shift-accounting", "handover"])
    assert audit.broken_at(audit.history(request_.case_id)) is None


def test_f2_visit_stops_only_its_station(shiraz, request_):
    task = walks.task_at(request_, "counselling")
    clearance.require_visit(actor=shiraz.actor("counselling"), task_id=task.id, reason="پرونده مشاوره")
    walks.send(shiraz, request_, "library-mirza")
    paused = {t.node: t.paused_at is not None for t in workflow.open_tasks_of_case(request_.case_id)}
    assert paused == {node: node == "counselling" for node in TOGETHER if node != "library-mirza"}
    request_.refresh_from_db()
    assert request_.customer_status == servicedesk.CustomerStatus.VISIT


def test_f2_one_library_cannot_act_for_another(shiraz, request_):
    """C5: three libraries, three roles."""
    task = walks.task_at(request_, "library-mirza")
    for login in ["library.khwarizmi", "library.mollasadra"]:
        with pytest.raises(workflow.NotYours):
            clearance.send_on(actor=shiraz.actor(login), task_id=task.id, raw={"status": ["no-loan"]})
    assert identity.at_desk(task.office_id, "expert") == [shiraz.person("library.mirza")]


def test_f2_station_reopened_leaves_its_neighbours_alone(shiraz, request_):
    for node in ["dormitories", "welfare", "library-mirza"]:
        walks.send(shiraz, request_, node)
    (done,) = [t for t in workflow.tasks_of_case(request_.case_id) if t.node == "dormitories"]
    workflow.reopen_step(actor=shiraz.actor("dormitories"), task_id=done.id, reason="بدهی پیدا شد")
    assert walks.open_nodes(request_) == sorted({*TOGETHER} - {"welfare", "library-mirza"})
    walks.send(shiraz, request_, "dormitories")
    assert "second-shift-accounting" in walks.open_nodes(request_)
