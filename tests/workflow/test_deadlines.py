"""Due dates run on the business calendar and stand still while a task waits for the student (C8)."""

from __future__ import annotations

from datetime import datetime

import pytest

from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting
from tests.factories.diagrams import serial, station
from tests.workflow.conftest import TEHRAN

ONE = serial("one", station("a", "nutrition", deadline="8"), order="a")


def tehran(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


def pause(desk, case, what):
    task = desk.task(case, "a")
    return workflow.begin_waiting(actor=desk.actor(task), task_id=task.id, what=what, reason="دلیل")


def resume(desk, case, what):
    task = desk.task(case, "a")
    return workflow.end_waiting(
        actor=desk.actor(task), task=workflow.locked_task(desk.actor(task), task.id), what=what
    )


def test_deadline_counts_office_hours(desk, clock):
    case = desk.start(ONE)
    assert desk.task(case, "a").due_at == tehran(22, 9, 30)


def test_step_without_deadline_has_none(desk, clock):
    assert desk.task(desk.start(serial("two", station("a", "nutrition"), order="a")), "a").due_at is None


@pytest.mark.parametrize("what", list(Waiting))
def test_clock_stands_still_while_the_task_waits(desk, clock, what):
    case = desk.start(ONE)
    clock.forward(hours=2)
    pause(desk, case, what)
    clock.forward(days=9)  # a Monday, eleven o'clock; six hours were left
    resumed = resume(desk, case, what)
    assert (resumed.due_at, resumed.paused_at) == (datetime(2026, 12, 1, 9, 30, tzinfo=TEHRAN), None)


def test_told_again_the_pause_goes_on_from_where_it_began(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=2)
    began = pause(desk, case, Waiting.VISIT).paused_at
    clock.forward(days=1)
    assert pause(desk, case, Waiting.VISIT).paused_at == began


def test_clock_runs_again_when_nothing_is_waited_for_any_more(desk, clock):
    case = desk.start(ONE)
    pause(desk, case, Waiting.VISIT)
    pause(desk, case, Waiting.DEBT)
    assert resume(desk, case, Waiting.VISIT).paused_at is not None
    assert resume(desk, case, Waiting.DEBT).paused_at is None


def test_deadline_missed_before_the_pause_stays_missed(desk, clock):
    case = desk.start(ONE)
    clock.forward(days=2)
    pause(desk, case, Waiting.STUDENT)
    clock.forward(days=5)
    assert resume(desk, case, Waiting.STUDENT).due_at == tehran(22, 9, 30)
