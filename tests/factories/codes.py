"""Riddles solved and codes read, as a browser and a telephone would."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import altcha
from django.db import connection

from pishkhan.identity.domain import captchas, challenges
from pishkhan.notifications.models import Delivery


def solved(institution_id: UUID) -> dict[str, str]:
    """The inputs of a form with the work done."""
    work = altcha.Challenge.from_dict(captchas.work(institution_id))
    solution = altcha.solve_challenge(work)
    told = {"challenge": work.to_dict(), "solution": solution.to_dict()}
    return {captchas.WORK: base64.b64encode(json.dumps(told).encode()).decode()}


def send_codes() -> int:
    """Run the waiting jobs that draw codes; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'identity.send_code' AND status = 'todo' RETURNING args"
        )
        jobs = [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]
    for args in jobs:
        challenges.send(UUID(args["challenge_id"]), args["language"])
    return len(jobs)


def last_code() -> str:
    """The code of the newest message that bears one, still on its way."""
    return str(Delivery.objects.exclude(secret__isnull=True).order_by("-id")[0].secret)
