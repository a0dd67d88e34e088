"""How long an office had a task: working time from opening to done, without the student's own (C8, F5)."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.organisation import api as organisation
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting
from tests.factories.diagrams import serial, station
from tests.workflow.test_deadlines import pause, resume

ONE = serial("one", station("a", "nutrition", deadline="8"), order="a")
HOUR = 3600


def ended(desk, case) -> workflow.Task:
    desk.done(case, "a")
    (task,) = [task for task in workflow.tasks_of_case(case.id) if task.node == "a"]
    return task


def close_on(desk, day: date, at: time | None = None) -> None:
    organisation.put_holiday(
        institution=desk.university.loaded.institution, day=day, name={"fa": "تعطیل", "en": "Closed"},
        confirmed=True, closes=at,
    )
    caches["local"].clear()


@pytest.mark.parametrize(
    ("hours", "spent"),
    [
        (2, 2),
        (24, 7.5),  # to Sunday nine o'clock, over a night
        (24 * 7, 5 * 7.5),  # a week has five days of seven hours and a half; nights and the weekend do not count
    ],
)
def test_nights_and_weekends_are_not_counted(desk, clock, hours, spent):
    case = desk.start(ONE)
    clock.forward(hours=hours)
    task = ended(desk, case)
    assert (task.spent_s, task.waited_s) == (spent * HOUR, 0)


def test_holidays_and_the_closed_part_of_half_days_are_not_counted(desk, clock):
    close_on(desk, date(2026, 11, 22))
    close_on(desk, date(2026, 11, 23), time(10))
    case = desk.start(ONE)
    clock.forward(days=3)  # Saturday nine o'clock to Tuesday nine o'clock
    assert ended(desk, case).spent_s == (6.5 + 2 + 1) * HOUR


def test_pauses_are_taken_out_in_working_time(desk, clock):
    """C8: a pause over a weekend takes only its office hours."""
    case = desk.start(ONE)
    clock.forward(hours=2)
    pause(desk, case, Waiting.VISIT)
    clock.forward(days=7)
    assert resume(desk, case, Waiting.VISIT).waited_s == 5 * 7.5 * HOUR
    clock.forward(hours=1)
    pause(desk, case, Waiting.STUDENT)
    clock.forward(hours=2)
    resume(desk, case, Waiting.STUDENT)
    clock.forward(hours=1)
    task = ended(desk, case)
    assert (task.spent_s, task.waited_s) == (4 * HOUR, (5 * 7.5 + 2) * HOUR)


def test_pause_counts_once_however_many_things_are_waited_for(desk, clock):
    case = desk.start(ONE)
    pause(desk, case, Waiting.VISIT)
    clock.forward(hours=1)
    pause(desk, case, Waiting.DEBT)
    clock.forward(hours=1)
    assert resume(desk, case, Waiting.VISIT).waited_s == 0
    clock.forward(hours=1)
    assert resume(desk, case, Waiting.DEBT).waited_s == 3 * HOUR


def test_pause_that_ends_with_the_task_counts_as_waited(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=1)
    pause(desk, case, Waiting.DEBT)
    clock.forward(hours=3)
    task = ended(desk, case)
    assert (task.spent_s, task.waited_s, task.paused_at) == (HOUR, 3 * HOUR, None)


def test_measuring_costs_no_statement_of_its_own(desk, clock):
    desk.done(desk.start(ONE), "a")
    case = desk.start(ONE)
    with CaptureQueriesContext(connection) as queries:
        desk.done(case, "a")
    written = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "workflow_task"')]
    assert len(written) == 1
    assert '"spent_s"' in written[0]
