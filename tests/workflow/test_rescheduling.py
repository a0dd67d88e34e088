"""A change of the calendar moves the deadlines of open tasks, and only those (G: a sudden closure)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
from django.db import connection

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.models import AuditEntry, Incident
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Waiting
from pishkhan.workflow.domain import rescheduling
from pishkhan.workflow.models import Case, Reminder, Task, Timer
from tests.factories import forks
from tests.factories.diagrams import serial, station
from tests.factories.jobs import run_jobs
from tests.factories.packs import load
from tests.workflow.conftest import TEHRAN, Desk
from tests.workflow.test_deadlines import pause, resume, tehran
from tests.workflow.test_timers import reminding

ONE = serial("one", station("a", "nutrition", deadline="8"), order="a")
NAME = {"fa": "تعطیلی ناگهانی", "en": "Sudden closure"}


def close(desk, day: date, **more) -> None:
    organisation.keep_holiday(actor=desk.university.actor("admin"), day=day, name=NAME, sudden=True, **more)
    run_jobs()


def test_sudden_closure_moves_the_deadline_by_its_hours(desk, clock):
    case = desk.start(ONE)
    done = desk.start(ONE)
    desk.done(done, "a")
    assert desk.task(case, "a").due_at == tehran(22, 9, 30)
    close(desk, date(2026, 11, 22))
    assert desk.task(case, "a").due_at == tehran(23, 9, 30)
    assert Task.objects.get(case_id=done.id).due_at == tehran(22, 9, 30)  # what is done is not counted anew
    assert AuditEntry.objects.filter(action="calendar.closed_suddenly").count() == 1
    assert not AuditEntry.objects.filter(stream=case.id, action__startswith="calendar").exists()


def test_closure_taken_back_moves_it_back(desk, clock):
    case = desk.start(ONE)
    close(desk, date(2026, 11, 22))
    (row,) = organisation.holidays_of(desk.university.id, date(2026, 11, 22), date(2026, 11, 22))
    organisation.remove_holiday(actor=desk.university.actor("admin"), holiday_id=row.id)
    run_jobs()
    assert desk.task(case, "a").due_at == tehran(22, 9, 30)


def test_counting_again_changes_nothing(desk, clock):
    case = desk.start(ONE)
    clock.forward(minutes=7, seconds=0.4)
    pause(desk, case, Waiting.VISIT)
    clock.forward(hours=3, seconds=0.7)
    resume(desk, case, Waiting.VISIT)
    due = desk.task(case, "a").due_at
    assert (workflow.recount(desk.university.id), desk.task(case, "a").due_at) == (0, due)


def test_time_waited_for_the_student_is_kept(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=2)
    pause(desk, case, Waiting.VISIT)
    clock.forward(hours=3)
    resume(desk, case, Waiting.VISIT)
    assert desk.task(case, "a").due_at == tehran(22, 12, 30)
    close(desk, date(2026, 11, 22))
    assert desk.task(case, "a").due_at == tehran(23, 12, 30)


def test_paused_task_goes_on_with_what_it_had_left(desk, clock):
    case = desk.start(ONE)
    clock.forward(hours=2)
    pause(desk, case, Waiting.STUDENT)
    close(desk, date(2026, 11, 22))
    clock.forward(days=2)  # Monday eleven o'clock; six hours are left
    assert resume(desk, case, Waiting.STUDENT).due_at == tehran(24, 9, 30)


def test_deadline_that_was_missed_before_a_pause_stays_missed(desk, clock):
    case = desk.start(ONE)
    clock.forward(days=2)
    pause(desk, case, Waiting.STUDENT)
    clock.forward(days=1)
    resume(desk, case, Waiting.STUDENT)
    close(desk, date(2026, 11, 30))
    assert desk.task(case, "a").due_at == tehran(22, 9, 30)


def test_working_timers_move_and_others_do_not(desk, clock):
    desk.start(reminding(interrupting=True, length="PT8H", working=True))
    plain = desk.start(reminding(interrupting=False, length="PT48H"))
    close(desk, date(2026, 11, 22))
    assert Timer.objects.exclude(case=plain).get().due_at == tehran(23, 9, 30)
    assert Timer.objects.get(case=plain).due_at == tehran(23, 9)


def test_holder_of_many_tasks_hears_nothing_of_the_change(desk, clock):
    version = desk.publish(ONE)
    for _ in range(5):
        desk.open(version)
    clock.forward(hours=6)
    assert workflow.remind_all() == 5
    close(desk, date(2026, 11, 22))
    assert (workflow.remind_all(), Reminder.objects.count()) == (0, 5)


def test_case_that_cannot_be_read_does_not_hold_up_the_others(desk, clock, monkeypatch):
    cases = [desk.start(ONE) for _ in range(3)]
    broken = cases[1].id
    counted = rescheduling.deadline

    def failing(task, plan, calendar):
        if task.case_id == broken:
            raise ValueError("unreadable")
        return counted(task, plan, calendar)

    monkeypatch.setattr(rescheduling, "deadline", failing)
    close(desk, date(2026, 11, 22))
    assert [desk.task(case, "a").due_at.day for case in cases] == [23, 22, 23]
    assert Incident.objects.get(kind="deadlines_not_counted").detail == {"cases": 1}
    monkeypatch.undo()
    workflow.recount(desk.university.id)
    assert Incident.objects.get(kind="deadlines_not_counted").state == "closed"


def test_task_opened_with_the_calendar_before_is_brought_into_line(desk, clock):
    """Another process may work with the old calendar for some seconds; what it opened then is counted once more."""
    case = desk.start(ONE)
    Task.objects.filter(case=case).update(due_at=datetime(2026, 11, 22, 8, tzinfo=TEHRAN), created_at=clock.now)
    assert rescheduling.recount_latest(desk.university.id) == 1
    assert desk.task(case, "a").due_at == tehran(22, 9, 30)


def recount_and_die(institution_id, at: int) -> None:
    """Count anew and be killed before the deadlines of some batch are written."""
    seen = []

    def hook(execute, sql, params, many, context):
        if sql.startswith('UPDATE "workflow_task"'):
            seen.append(sql)
            if len(seen) == at:
                forks.die()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        workflow.recount(institution_id)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(rescheduling, "AT_ONCE", 2)
    desk = Desk(load("iums-nursing"))
    version = desk.publish(ONE)
    for _ in range(5):
        desk.open(version)
    wanted = set(Task.objects.values_list("due_at", flat=True))
    Task.objects.update(due_at=datetime(2030, 1, 1, tzinfo=TEHRAN))
    assert forks.killed(partial(recount_and_die, desk.university.id, 2))
    assert Task.objects.filter(due_at__year=2030).count() == 3  # the first two were counted
    assert workflow.recount(desk.university.id) == 3
    assert {due.replace(microsecond=0) for due in Task.objects.values_list("due_at", flat=True)} == {
        due.replace(microsecond=0) for due in wanted
    }
    assert Case.objects.count() == 5
