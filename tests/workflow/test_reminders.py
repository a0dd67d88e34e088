"""Deadlines are told once per threshold, never while the student is awaited (G: reminder and escalation)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pishkhan.identity.models import MembershipRow
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.models import AuditEntry, Incident
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting
from pishkhan.workflow.models import Reminder, Task
from tests.factories import forks
from tests.factories.diagrams import serial, station
from tests.factories.packs import load
from tests.workflow.conftest import TEHRAN, Desk
from tests.workflow.test_deadlines import pause, resume

ONE = serial("one", station("a", "nutrition", deadline="8"), order="a")
"""Opened on Saturday at nine and due on Sunday at 9:30; three quarters of it are used up on Saturday at 15:00."""


def told(university) -> list[tuple[str, str]]:
    """(login, message) of everything in the bells, oldest first."""
    logins = {university.person(login).id: login for login in ("nutrition", "manager", "it", "loan")}
    rows = Notice.objects.filter(person_id__in=logins).order_by("id")
    return [(logins[row.person_id], row.message) for row in rows]


def make_lead(desk, login: str, office: str = "nutrition") -> None:
    MembershipRow.objects.create(
        person=desk.university.person(login), unit_id=desk.office(office), role=Role.LEAD, since="2020-01-01"
    )


def test_holder_is_told_when_three_quarters_of_the_time_are_used(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=5, minutes=59)
    assert workflow.remind_all() == 0
    clock.forward(minutes=1)
    assert [workflow.remind_all(), workflow.remind_all()] == [1, 0]
    assert told(desk.university) == [("nutrition", "deadline_near")]
    assert Reminder.objects.get().task_id == desk.task(case, "a").id


def test_lead_then_manager_are_told_when_it_is_late(desk, clock):
    make_lead(desk, "loan")
    desk.start(ONE)
    clock.now = datetime(2026, 11, 22, 9, 31, tzinfo=TEHRAN)
    assert workflow.remind_all() == 1
    assert told(desk.university) == [("loan", "deadline_over")]
    clock.now = datetime(2026, 11, 23, 9, 59, tzinfo=TEHRAN)
    assert workflow.remind_all() == 0
    clock.now = datetime(2026, 11, 23, 10, 1, tzinfo=TEHRAN)  # eight working hours later
    assert [workflow.remind_all(), workflow.remind_all()] == [1, 0]
    assert told(desk.university)[1:] == [("manager", "deadline_over")]  # of the unit above: the office has none


@pytest.mark.parametrize("what", list(Waiting))
def test_nobody_is_told_while_the_student_is_awaited(desk, clock, what):
    case = desk.start(ONE)
    clock.forward(hours=1)
    pause(desk, case, what)
    clock.forward(days=30)
    assert workflow.remind_all() == 0
    resume(desk, case, what)
    assert workflow.remind_all() == 0  # seven of its eight hours are left
    clock.forward(hours=5, minutes=30)
    assert workflow.remind_all() == 1


def test_told_once_also_when_the_clock_was_stopped_between(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=6)
    assert workflow.remind_all() == 1
    pause(desk, case, Waiting.STUDENT)
    clock.forward(hours=1)
    resume(desk, case, Waiting.STUDENT)
    assert workflow.remind_all() == 0


def test_done_tasks_are_not_told_of(desk, clock):
    case = desk.start(ONE)
    desk.done(case, "a")
    clock.forward(days=9)
    assert workflow.remind_all() == 0


def test_several_of_one_person_make_one_message(desk, clock):
    version = desk.publish(ONE)
    for _ in range(3):
        desk.open(version)
    clock.forward(hours=6)
    assert workflow.remind_all() == 3
    assert told(desk.university) == [("nutrition", "deadlines_near")]
    clock.forward(days=1)
    assert workflow.remind_all() == 3
    assert told(desk.university)[1:] == [("manager", "deadlines_over")]


def test_who_took_the_task_is_told_and_not_the_whole_desk(desk, clock):
    make_lead(desk, "loan")
    case = desk.start(ONE)
    task = desk.task(case, "a")
    workflow.claim(actor=desk.actor(task), task_id=task.id)
    clock.forward(hours=6)
    assert (workflow.remind_all(), told(desk.university)) == (1, [("nutrition", "deadline_near")])


def test_desk_nobody_staffs_is_told_to_the_manager(desk, clock):
    MembershipRow.objects.filter(unit_id=desk.office("nutrition")).delete()
    desk.start(ONE)
    clock.forward(hours=6)
    assert workflow.remind_all() == 1
    assert told(desk.university) == [("manager", "deadline_near")]


def test_without_any_manager_it_is_an_incident_until_somebody_can_be_told(desk, clock):
    MembershipRow.objects.filter(unit_id=desk.office("nutrition")).delete()
    managers = MembershipRow.objects.filter(role=Role.MANAGER)
    kept = list(managers)
    managers.delete()
    desk.start(ONE)
    clock.forward(hours=6)
    assert [workflow.remind_all(), workflow.remind_all()] == [0, 0]
    incident = Incident.objects.get(kind=workflow.NOBODY_TO_TELL)
    assert (incident.subject_id, incident.state) == (desk.office("nutrition"), "open")
    MembershipRow.objects.bulk_create(kept)
    assert workflow.remind_all() == 1
    incident.refresh_from_db()
    assert incident.state == "closed"


def test_incident_of_nobody_to_tell_ends_with_what_was_to_be_told(desk, clock):
    MembershipRow.objects.filter(unit_id=desk.office("nutrition")).delete()
    MembershipRow.objects.filter(role=Role.MANAGER).delete()
    case = desk.start(ONE)
    clock.forward(hours=6)
    workflow.remind_all()
    incident = Incident.objects.get(kind=workflow.NOBODY_TO_TELL)
    assert incident.state == "open"
    workflow.Task.objects.filter(case=case).update(status=workflow.TaskStatus.DONE)
    workflow.remind_all()
    incident.refresh_from_db()
    assert incident.state == "closed"


def test_office_says_when_it_is_told(desk, clock):
    make_lead(desk, "loan")
    lead, office = desk.university.actor("loan"), desk.office("nutrition")
    workflow.set_times(actor=lead, office_id=office, remind_at=[50, 25], escalate_after=[2, 2])
    desk.start(ONE)
    clock.forward(hours=2)
    assert workflow.remind_all() == 1
    clock.forward(hours=2)
    assert workflow.remind_all() == 1
    assert [row.threshold for row in Reminder.objects.order_by("id")] == ["at25", "at50"]
    clock.now = datetime(2026, 11, 22, 11, 31, tzinfo=TEHRAN)
    assert workflow.remind_all() == 2
    assert told(desk.university)[-2:] == [("loan", "deadline_over"), ("manager", "deadline_over")]
    (entry,) = AuditEntry.objects.filter(action="desk.times_set")
    assert entry.after == {"remind_at": [25, 50], "escalate_after": [2, 2]}


@pytest.mark.parametrize(
    ("remind_at", "escalate_after", "code"),
    [
        ([0], [], "remind_at"), ([100], [], "remind_at"), ([1, 2, 3, 4], [], "remind_at"),
        ([], [1], "escalate_after"), ([], [-1, 2], "escalate_after"), ([], [0, 401], "escalate_after"),
        ([], [3, 2], "escalate_order"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(desk, remind_at, escalate_after, code):
    with pytest.raises(DomainError) as refused:
        workflow.set_times(
            actor=desk.university.actor("admin"), office_id=desk.office("nutrition"), remind_at=remind_at,
            escalate_after=escalate_after,
        )  # fmt: skip
    assert refused.value.code == code


def test_rules_of_another_office_are_not_for_an_expert(desk):
    nutrition = desk.office("nutrition")
    for login, office in (("it", nutrition), ("nutrition", nutrition), ("admin", UUID(int=1))):
        with pytest.raises(workflow.NotYours):
            workflow.set_times(
                actor=desk.university.actor(login), office_id=office, remind_at=[], escalate_after=[]
            )


def late_case() -> Desk:
    desk = Desk(load("iums-nursing"))
    desk.start(ONE)
    calendar = organisation.calendar_of(desk.university.id)
    Task.objects.update(due_at=calendar.before(timezone.now(), 1))
    return desk


def remind_and_die(table: str) -> None:
    """Tell what is to be told and be killed before the first row of the table is written."""

    def hook(execute, sql, params, many, context):
        if f"INSERT INTO {table}" in sql.replace('"', ""):
            forks.die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        workflow.remind_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["workflow_reminder", "notifications_notice"])
def test_killed_worker_tells_it_once_when_it_tries_again(table):
    desk = late_case()
    assert forks.killed(partial(remind_and_die, table))
    assert (Reminder.objects.count(), told(desk.university)) == (0, [])
    assert [workflow.remind_all(), workflow.remind_all()] == [1, 0]
    assert told(desk.university) == [("manager", "deadline_over")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once():
    desk = late_case()
    assert sorted(forks.together([workflow.remind_all] * 3)) == [0, 0, 1]
    assert told(desk.university) == [("manager", "deadline_over")]


def test_offices_with_nothing_to_tell_cost_nothing(desk, clock):
    """A round asks the same few statements however many offices and thresholds an institution has."""
    desk.start(ONE)
    workflow.remind_all()
    with CaptureQueriesContext(connection) as few:
        assert workflow.remind_all() == 0
    units = list(organisation.units_of(desk.university.id).values())
    for unit in units[:9]:
        workflow.set_times(
            actor=desk.university.actor("admin"), office_id=unit.id, remind_at=[20, 40, 90], escalate_after=[1, 3]
        )
    with CaptureQueriesContext(connection) as more:
        assert workflow.remind_all() == 0
    assert (len(few), len(more)) == (10, 10)


def test_institution_without_deadlines_is_left_alone(desk, clock):
    with CaptureQueriesContext(connection) as asked:
        assert workflow.remind_all() == 0
    assert not [query["sql"] for query in asked.captured_queries if "workhours" in query["sql"]]
