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
