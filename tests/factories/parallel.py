"""S-C with independent offices open at once (F2): the pack's second published version."""

from __future__ import annotations

from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories.packs import University

TOGETHER = [
    "counselling", "dormitories", "library-khwarizmi", "library-mirza", "library-mollasadra", "nutrition",
    "student-accounting", "welfare",
]  # fmt: skip
"""The stations that open when the department has the card, by node."""


def run_parallel(university: University) -> workflow.ProcessVersion:
    """Let new clearances run the parallel version."""
    newest = workflow.newest_version(institution_id=university.id, key="elearning-clearance")
    assert newest is not None
    assert newest.number == 2
    servicedesk.RequestType.objects.filter(institution_id=university.id, key="clearance").update(
        process_version_id=newest.id
    )
    return newest
