"""Periodic jobs that run longer than until their next turn never run beside themselves."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django import app

HELD_UP_BY_NOTHING = {"plumbing.retry_stalled_jobs"}
"""It frees the locks of lost workers: waiting for one of its own, it would wait for ever."""
PERIODIC = sorted({name for name, _ in app.periodic_registry.periodic_tasks} - HELD_UP_BY_NOTHING)


@pytest.mark.parametrize("name", PERIODIC)
def test_no_second_one_runs_or_waits_beside_the_first(name):
    task = app.tasks[name]
    assert (task.queueing_lock, task.lock) == (name, name)


def test_there_are_some():
    assert "workflow.remind" in PERIODIC
