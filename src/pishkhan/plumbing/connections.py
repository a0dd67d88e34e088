"""Giving database connections back: a worker has more threads than the pool has connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def give_back(run: Callable[[], Any], *_: object) -> Any:
    """Run a job and return its thread's connections to the pool, however it ends."""
    from django.db import connections  # settings name this function before Django is set up

    try:
        return run()
    finally:
        connections.close_all()


def put_back() -> None:
    """Hold no connection while a stranger makes us wait. Inside a transaction it stays."""
    from django.db import connection

    if not connection.in_atomic_block:
        connection.close()
