"""Running deferred jobs inside a test's own transaction, as a worker would after the commit."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from pishkhan.identity.domain import challenges
from pishkhan.notifications.domain import handing as notifications
from pishkhan.notifications.domain import webhooks_sending
from pishkhan.payments.domain import plan_days, settlement
from pishkhan.payments.domain.lists import running
from pishkhan.plumbing.tasks import deliver
from pishkhan.servicedesk import tasks as service_tasks
from pishkhan.servicedesk.domain import exports, figures, outward, searching
from pishkhan.workflow.domain import rescheduling

AS_A_WORKER = {
    "notifications.hand_over": lambda args: notifications.hand_over(args["delivery_id"]),
    "notifications.hand_over_code": lambda args: notifications.hand_over(args["delivery_id"]),
    "payments.bring_list": lambda args: running.run(UUID(args["list_id"])),
    "payments.look_at_plan": lambda args: plan_days.look_at(UUID(args["plan_id"])),
    "payments.bring_on": lambda args: settlement.bring_on(UUID(args["attempt_id"])),
    "servicedesk.index_request": lambda args: searching.keep_request(UUID(args["request_id"])),
    "servicedesk.index_comment": lambda args: searching.keep_comment(UUID(args["comment_id"])),
    "servicedesk.index_people": lambda args: searching.keep_people([UUID(each) for each in args["person_ids"]]),
    "servicedesk.index_service": lambda args: service_tasks.index_service(**args),
    "servicedesk.tell_of_tasks": lambda args: outward.opened(
        UUID(args["request_id"]), [UUID(each) for each in args["task_ids"]]
    ),
    "workflow.recount_latest": lambda args: rescheduling.recount_latest(UUID(args["institution_id"])),
    "servicedesk.count_again": lambda args: figures.count_again(UUID(args["request_id"])),
    "servicedesk.write_export": lambda args: exports.run(UUID(args["export_id"])),
    "notifications.post_hook": lambda args: webhooks_sending.post(UUID(args["delivery_id"]), args["tries"]),
    "identity.send_code": lambda args: challenges.send(UUID(args["challenge_id"]), args["language"]),
}
"""What the worker would do for each task that is not an event."""


def run_jobs() -> int:
    """Deliver every waiting event, and those that delivering brings, and hand messages over; the number of events."""
    count = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, args, task_name FROM procrastinate_jobs WHERE status = 'todo'"
                " AND task_name = ANY(%s) ORDER BY id LIMIT 1", [[*AS_A_WORKER, "plumbing.deliver_event"]]
            )
            row = cursor.fetchone()
            if row is None:
                return count
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        args = json.loads(row[1]) if isinstance(row[1], str) else row[1]
        if row[2] in AS_A_WORKER:
            AS_A_WORKER[row[2]](args)
        else:
            deliver(args["subscriber"], args["payload"])
            count += 1
