"""News travels up once, in the same transaction as the fact, and carries ids and enums only."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from enum import Enum
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest
from procrastinate import JobContext
from procrastinate.contrib.django import app

import pishkhan
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import audit, events, tasks
from pishkhan.plumbing.actor import Via, system
from pishkhan.plumbing.models import HandledEvent, Incident
from tests.factories.jobs import run_jobs


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rung(events.Event):
    bell_id: UUID
    via: Via = Via.SESSION
    by: UUID | None = None


heard: list[Rung] = []
fails: list[Exception] = []


def _line(event: Rung, action: str) -> None:
    line = audit.Line(action, "bell", event.bell_id)
    audit.record(actor=system(event.institution_id), stream=event.bell_id, lines=[line])


@events.subscribe(Rung)
def write_down(event: Rung) -> None:
    heard.append(event)
    _line(event, "heard")
    if fails:
        raise fails.pop()


@events.subscribe(Rung, inline=True)
def write_at_once(event: Rung) -> None:
    _line(event, "at once")


@pytest.fixture(autouse=True)
def _silence():
    heard.clear()
    fails.clear()


def ring(**changes: Any) -> Rung:
    event = Rung(institution_id=new_id(), bell_id=new_id(), **changes)
    events.announce(event)
    return event


def actions(event: Rung) -> list[str]:
    return list(audit.history(event.bell_id).values_list("action", flat=True))


def payload_of(event: Rung) -> dict[str, Any]:
    return events._dump(event)


@pytest.mark.django_db
def test_inline_subscriber_runs_before_announce_returns():
    assert actions(ring()) == ["at once"]


@pytest.mark.django_db
def test_other_subscribers_get_the_same_event_from_a_job():
    event = ring(via=Via.TOKEN, by=new_id())
    assert heard == []
    assert run_jobs() == 1
    assert (heard, actions(event)) == ([event], ["at once", "heard"])


@pytest.mark.django_db
def test_second_delivery_changes_nothing():
    event = ring()
    run_jobs()
    tasks.deliver("plumbing.write_down", payload_of(event))
    assert (len(heard), actions(event)) == (1, ["at once", "heard"])


@pytest.mark.django_db
def test_failed_delivery_leaves_nothing_and_may_be_repeated():
    event = ring()
    fails.append(RuntimeError("no paper"))
    with pytest.raises(RuntimeError, match="no paper"):
        run_jobs()
    assert (actions(event), HandledEvent.objects.count()) == (["at once"], 0)
    tasks.deliver("plumbing.write_down", payload_of(event))
    assert actions(event) == ["at once", "heard"]


class _Job:
    def __init__(self, attempts: int) -> None:
        self.attempts = attempts


class _Context:
    def __init__(self, attempts: int) -> None:
        self.job = _Job(attempts)


@pytest.mark.django_db
@pytest.mark.parametrize(("attempts", "incidents"), [(0, 0), (4, 0), (5, 1)])
def test_last_failed_try_opens_an_incident_with_the_event(attempts, incidents):
    event = ring()
    fails.append(RuntimeError("no paper"))
    with pytest.raises(RuntimeError):
        tasks.deliver_event.func(_Context(attempts), subscriber="plumbing.write_down", payload=payload_of(event))
    found = Incident.objects.filter(kind="event.plumbing.write_down", subject_id=event.event_id)
    assert found.count() == incidents
    if incidents:
        assert found.get().retry_event == {"subscriber": "plumbing.write_down", "payload": payload_of(event)}
        tasks.deliver(**found.get().retry_event)
        assert found.get().state == "closed"


@pytest.mark.django_db
def test_payload_of_a_newer_version_is_still_read():
    event = Rung(institution_id=new_id(), bell_id=new_id(), by=None)
    assert events.load(Rung, {**payload_of(event), "loudness": "3"}) == event


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pealed(events.Event):
    bell_ids: tuple[UUID, ...]


def test_several_ids_travel_as_they_are():
    event = Pealed(institution_id=new_id(), bell_ids=(new_id(), new_id()))
    assert events.load(Pealed, events._dump(event)) == event


def test_two_subscribers_cannot_share_a_name():
    with pytest.raises(RuntimeError, match="two subscribers named"):
        events.subscribe(Rung)(write_down)


# What may travel --------------------------------------------------------------------------------


def _every_module() -> None:
    for found in pkgutil.walk_packages(pishkhan.__path__, "pishkhan."):
        if found.name.rsplit(".", 1)[-1] in {"events", "tasks", "subscribers"}:
            importlib.import_module(found.name)


def _subclasses(of: type) -> list[type]:
    return [one for direct in of.__subclasses__() for one in (direct, *_subclasses(direct))]


def _travels(hint: Any) -> bool:
    """An id, an enum, one of them that may be missing, or several ids."""
    parts = get_args(hint) or (hint,)
    return all(part in (UUID, type(None), ...) or (isinstance(part, type) and issubclass(part, Enum)) for part in parts)


def test_payloads_are_ids_and_enums():
    _every_module()
    found = [one for one in _subclasses(events.Event) if one.__module__.startswith("pishkhan.")]
    wrong = [
        f"{one.__module__}.{one.__name__}.{name}: {hint}"
        for one in found
        for name, hint in get_type_hints(one).items()
        if not _travels(hint)
    ]
    assert (wrong, len(found) > 10) == ([], True)


def test_job_arguments_are_ids_enums_and_events():
    """A job holds ids; `deliver_event` holds a payload, which the test above reads; periodic jobs a timestamp, one that
    is made anew for each try how many there were."""
    _every_module()
    wrong = []
    for name, task in app.tasks.items():
        if name.startswith(("builtin:", "procrastinate.")):
            continue
        for parameter in inspect.signature(task.func, eval_str=True).parameters.values():
            periodic = (parameter.name, parameter.annotation) in {("timestamp", int), ("tries", int)}
            delivery = name == "plumbing.deliver_event" and parameter.name in {"subscriber", "payload"}
            is_id = parameter.name.endswith("_id") and parameter.annotation in {int, str}
            are_ids = parameter.name.endswith("_ids") and parameter.annotation == list[str]
            known = periodic or delivery or is_id or are_ids or _travels(parameter.annotation)
            if parameter.annotation is not JobContext and not known:
                wrong.append(f"{name}({parameter})")
    assert wrong == []
