"""Running deferred jobs inside a test's own transaction, as a worker would after the commit."""

from __future__ import annotations

import json

from django.db import connection

from pishkhan.notifications.domain import handing as notifications
from pishkhan.plumbing.tasks import deliver


def run_jobs() -> int:
    """Deliver every waiting event, and those that delivering brings, and hand messages over; the number of events."""
    count = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, args, task_name FROM procrastinate_jobs WHERE status = 'todo'"
                " AND task_name IN ('plumbing.deliver_event', 'notifications.hand_over',"
                " 'notifications.hand_over_code') ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
            if row is None:
                return count
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        args = json.loads(row[1]) if isinstance(row[1], str) else row[1]
        if row[2] != "plumbing.deliver_event":
            notifications.hand_over(args["delivery_id"])
        else:
            deliver(args["subscriber"], args["payload"])
            count += 1
