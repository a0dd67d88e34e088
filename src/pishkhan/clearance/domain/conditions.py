"""On what a clearance depends: instalments agreed at a station (C10, F8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pishkhan.clearance.domain import instalments
from pishkhan.payments import api as payments
from pishkhan.workflow import api as workflow


def conditions_of(case: workflow.Case) -> list[dict[str, Any]]:
    """One entry per station that agreed to instalments which are still to be kept: office, rials, count, start, end
    (ISO dates)."""
    plans = payments.plans_of_request(case.request_id)
    latest: dict[str, dict[str, Any]] = {}
    for task in workflow.tasks_of_case(case.id):
        if task.status != workflow.TaskStatus.DONE:
            continue
        answers = task.form_data
        latest.pop(task.node, None)
        if answers.get("instalments") == "yes" and instalments.holds(plans, task.id):
            latest[task.node] = {
                "office": str(task.office_id), "amount": int(answers.get("debt_amount") or 0),
                "count": int(answers.get("instalment_count") or 0),
                "each": int(answers.get("instalment_amount") or 0),
                "start": _iso(answers.get("instalment_start")), "end": _iso(answers.get("instalment_end")),
            }  # fmt: skip
    return list(latest.values())


def _iso(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat() if value else ""
