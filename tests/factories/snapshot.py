"""Rows that a costly beginning writes, kept by the test process and put back by COPY wherever it is asked for again.

Reading a pack and writing it takes most of a second, and nearly every test of a page begins so. What it wrote once is
the difference between the tables before and after; who begins where those rows cannot be (because something of them is
there already) begins as at the first time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

Rows = dict[str, list[bytes]]
TABLES = """
    SELECT format('%I', relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'django_migrations' ORDER BY 1
"""
SEQUENCES = """
    SELECT format('%I', t.relname), format('%I', s.relname), format('%I', a.attname)
    FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND t.relnamespace = 'public'::regnamespace
"""


def taken(work: Callable[[], Any]) -> tuple[Any, Rows | None]:
    """What `work` gives, and the rows it wrote; None for those when it changed or deleted any that were there."""
    before = _all()
    made = work()
    written: Rows = {}
    for table, rows in _all().items():
        old = Counter(before[table])
        new = Counter(rows)
        if old - new:
            return made, None
        if added := list((new - old).elements()):
            written[table] = added
    return made, written


def put_back(rows: Rows) -> bool:
    """Write them again, past triggers and foreign keys; False, with nothing written, where one of them is there."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, lines in rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(b"".join(lines))
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            cursor.execute(SEQUENCES)
            for table, sequence, column in cursor.fetchall():
                if table in rows:
                    cursor.execute(
                        f"SELECT setval('{sequence}', greatest(last_value, (SELECT max({column}) FROM {table})))"
                        f" FROM {sequence}"
                    )
    except (DatabaseError, psycopg.Error):  # what COPY raises is the driver's own
        return False
    return True


def _all() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {table: _lines(cursor, table) for (table,) in cursor.fetchall()}


def _lines(cursor: Any, table: str) -> list[bytes]:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(piece) for piece in copy).splitlines(keepends=True)
