"""How long stations usually take: p50 to p80 of the last 90 days, without the student's own time (F5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches

from pishkhan.kernel.ids import new_id
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Usual, Waiting
from pishkhan.workflow.models import Span, Task
from tests.factories.diagrams import serial, station
from tests.workflow.test_deadlines import pause, resume

ONE = serial("one", station("a", "nutrition", deadline="8"), order="a")


def done_tasks(desk, case, hours, *, days_ago: int = 1) -> None:
    """Tasks of the same station beside the case's own that took so many working hours each."""
    now = desk.clock.now
    Task.objects.bulk_create(
        Task(
            id=new_id(), case=case, node="a", office_id=desk.office("nutrition"), wants_role="expert", status="done",
            done_at=now - timedelta(days=days_ago), spent_s=int(3600 * each),
        )
        for each in hours
    )  # fmt: skip


@pytest.fixture
def case(desk, clock):
    desk.clock = clock
    caches["local"].clear()
    return desk.start(ONE)


def known(desk, case):
    workflow.count_spans(desk.university.id)
    caches["local"].clear()
    return workflow.usual_of(case.version_id).get(("a", desk.office("nutrition")))


def test_half_and_four_fifths_of_twenty(desk, case):
    done_tasks(desk, case, range(1, 21))
    assert known(desk, case) == Usual(timedelta(hours=10), timedelta(hours=16))


def test_nothing_is_said_below_twenty(desk, case):
    done_tasks(desk, case, range(1, 20))
    assert known(desk, case) is None
    assert Span.objects.get().tasks == 19


def test_only_the_last_90_days_count_and_old_spans_go(desk, case):
    done_tasks(desk, case, range(1, 21), days_ago=89)
    assert known(desk, case) is not None
    desk.clock.forward(days=2)
    assert known(desk, case) is None
    assert not Span.objects.exists()


def test_counting_twice_is_the_same(desk, case):
    done_tasks(desk, case, [2] * 20)
    assert known(desk, case) == known(desk, case) == Usual(timedelta(hours=2), timedelta(hours=2))


def test_tasks_taken_away_and_not_measured_do_not_count(desk, case):
    done_tasks(desk, case, [2] * 20)
    Task.objects.filter(status="done").update(status="cancelled")
    done_tasks(desk, case, [9] * 20)
    Task.objects.filter(spent_s=9 * 3600).update(spent_s=None)
    assert known(desk, case) is None


def test_time_waited_for_the_student_is_left_out(desk, case):
    """F5: a day the student needed is not the office's."""
    desk.clock.forward(hours=1)
    pause(desk, case, Waiting.VISIT)
    desk.clock.forward(days=2)
    resume(desk, case, Waiting.VISIT)
    desk.clock.forward(hours=1)
    desk.done(case, "a")
    workflow.count_spans(desk.university.id)
    assert (Span.objects.get().p50, Span.objects.get().p80) == (2 * 3600, 2 * 3600)


def test_another_institution_is_not_counted_in(desk, case, shiraz):
    done_tasks(desk, case, [2] * 20)
    assert workflow.count_spans(shiraz.id) == 0
    assert not Span.objects.exists()


def test_offices_to_come_are_those_the_words_mean(desk, clock):
    text = serial("two", station("a", "nutrition"), station("b", "@faculty/secretariat", number=2), order="a b")
    case = desk.start(text)
    assert workflow.offices_to_come(case, ["b"]) == {"b": [desk.office("nursing-secretariat")]}
