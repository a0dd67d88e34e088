"""Running deferred jobs inside a test's own transaction, as a worker would after the commit."""

from __future__ import annotations

import json

from django.db import connection

from pishkhan.plumbing.tasks import deliver


def run_jobs() -> int:
    """Deliver every waiting event, and those that delivering brings; the number delivered."""
    count = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, args FROM procrastinate_jobs WHERE status = 'todo'"
                " AND task_name = 'plumbing.deliver_event' ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
            if row is None:
                return count
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        args = json.loads(row[1]) if isinstance(row[1], str) else row[1]
        deliver(args["subscriber"], args["payload"])
        count += 1
