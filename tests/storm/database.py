"""Our own look into the database, which may be dying at this very moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
import psycopg_pool
from django.db import InterfaceError, OperationalError, connection, connections
from procrastinate.exceptions import ConnectorException

T = TypeVar("T")
GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg_pool.PoolTimeout, ConnectorException)
PATIENCE = 300


def sure(work: Callable[[], T]) -> T:
    """Do it until the database was there for all of it. The work must be safe to repeat."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except GONE:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        finally:
            connections.close_all()


def ask(text: str, *values: Any) -> list[Any]:
    """Rows of a statement of our own."""

    def work() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return list(cursor.fetchall()) if cursor.description else []

    return sure(work)
