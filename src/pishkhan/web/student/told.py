"""What an office answered in the form of its step for the applicant to read, such as how something is handed over."""

from __future__ import annotations

from typing import Any

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.web.components.language import current
from pishkhan.workflow import api as workflow


def answers(task: workflow.Task) -> dict[str, Any]:
    """The answers of a station that is done which its form tells the applicant; the caller leaves out those of a
    neutral one."""
    if task.status != workflow.TaskStatus.DONE or not task.form_version_id:
        return {}
    keys = {one.key for one in _told(task)}
    return {key: said for key, said in task.form_data.items() if key.removesuffix(logic.OTHER_SUFFIX) in keys}


def _told(task: workflow.Task) -> list[logic.Field]:
    if not task.form_version_id:
        return []
    return [one for one in intake.form_of(task.form_version_id).fields if one.told and not one.sensitive]


def of(row: clearance.ShownStation) -> list[tuple[str, str]]:
    """Question and answer of what the form marks `told`; nothing before the station is done, nothing sealed, nothing
    of a station that shows no result (B22)."""
    task = row.task
    if task is None or not row.is_done or not task.form_version_id or (row.station and row.station.neutral):
        return []
    said = [(one.label.in_(current()), logic.show_answer(one, task.form_data, current())) for one in _told(task)]
    return [(label, words) for label, words in said if words]
