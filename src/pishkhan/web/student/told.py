"""What an office answered in the form of its step for the applicant to read, such as how something is handed over."""

from __future__ import annotations

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.web.components.language import current


def of(row: clearance.ShownStation) -> list[tuple[str, str]]:
    """Question and answer of what the form marks `told`; nothing before the station is done, nothing sealed, nothing
    of a station that shows no result (B22)."""
    task = row.task
    if task is None or not row.is_done or not task.form_version_id or (row.station and row.station.neutral):
        return []
    asked = [one for one in intake.form_of(task.form_version_id).fields if one.told and not one.sensitive]
    said = [(one.label.in_(current()), logic.show_answer(one, task.form_data, current())) for one in asked]
    return [(label, words) for label, words in said if words]
