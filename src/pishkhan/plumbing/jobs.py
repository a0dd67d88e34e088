"""Putting jobs in the queue, always through Django's own connection.

Inside a worker the library would use a connection of its own: the job could begin before the transaction that causes
it has committed, and would stay when that rolls back.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from procrastinate import exceptions, manager
from procrastinate.contrib.django.django_connector import DjangoConnector


@cache
def _manager() -> manager.JobManager:
    return manager.JobManager(DjangoConnector(alias="default"))


def defer(task: Any, *, priority: int = 0, later: int = 0, **arguments: Any) -> None:
    """Have a worker run a task after the commit of the transaction that is open here, at least `later` seconds from
    now; never if it rolls back."""
    deferrer = task.configure(priority=priority, schedule_in={"seconds": later} if later else None)
    deferrer.job_manager = _manager()
    deferrer.defer(**arguments)


def defer_once(task: Any, lock: str, **arguments: Any) -> bool:
    """The same unless such a job waits already, told by its lock; whether it was put in the queue. Two with one lock
    never run at the same time.

    Not inside a transaction: the refusal would break it.
    """
    deferrer = task.configure(queueing_lock=lock, lock=lock)
    deferrer.job_manager = _manager()
    try:
        deferrer.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return False
    return True
