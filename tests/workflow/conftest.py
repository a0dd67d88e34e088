"""A clock that tests set, and cases without a request behind them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from pishkhan.kernel.ids import new_id
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import system
from pishkhan.workflow import api as workflow
from tests.factories import diagrams

TEHRAN = ZoneInfo("Asia/Tehran")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=TEHRAN)
        """A Saturday morning, 1405/08/30; offices are open from 8:00 to 15:30 until Wednesday."""

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


class Desk:
    """Opens cases of small diagrams and works on them as whoever sits at the office."""

    LOGINS = {"nutrition": "nutrition", "it": "it", "loan-fund": "loan", "welfare": "welfare", "dormitory": "dormitory"}

    def __init__(self, university) -> None:
        self.university = university

    def publish(self, text: str, **more) -> workflow.ProcessVersion:
        return diagrams.publish(self.university, text, **more)

    def open(self, version: workflow.ProcessVersion, **data) -> workflow.Case:
        faculty = organisation.unit_ids(self.university.id)["nursing"]
        return workflow.open_case(
            actor=system(self.university.id), case_id=new_id(), request_id=new_id(), process_key=version.process.key,
            data=data, faculty_id=faculty, version_id=version.id,
        )  # fmt: skip

    def start(self, text: str, **data) -> workflow.Case:
        return self.open(self.publish(text), **data)

    def task(self, case, node: str, office: str = "") -> workflow.Task:
        wanted = self.office(office) if office else None
        (found,) = [
            task for task in workflow.open_tasks_of_case(case.id)
            if task.node == node and (wanted is None or task.office_id == wanted)
        ]  # fmt: skip
        return found

    def office(self, key: str):
        return organisation.unit_ids(self.university.id)[key]

    def actor(self, task: workflow.Task):
        keys = {unit: key for key, unit in organisation.unit_ids(self.university.id).items()}
        return self.university.actor(self.LOGINS[keys[task.office_id]])

    def done(self, case, node: str, office: str = "", **answers) -> workflow.Completed:
        task = self.task(case, node, office)
        accepted = workflow.Answers(answers, {})
        return workflow.complete_task(actor=self.actor(task), task_id=task.id, answers=accepted)

    def nodes(self, case) -> list[str]:
        return sorted(task.node for task in workflow.open_tasks_of_case(case.id))

    def case(self, case) -> workflow.Case:
        return workflow.Case.objects.get(id=case.id)


@pytest.fixture
def desk(iums) -> Desk:
    cache.clear()
    return Desk(iums)
