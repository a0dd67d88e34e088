"""Lists that their job did not bring to an end."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.payments.domain.lists import lists
from pishkhan.payments.models import DueList
from pishkhan.plumbing import incidents

STUCK = "due_list_stuck"


def without_job(task: str) -> list[DueList]:
    """Lists under way that no waiting or running job of this task goes on with."""
    jobs = ProcrastinateJob.objects.filter(task_name=task, status__in=["todo", "doing"])
    with_job = set(jobs.values_list("args__list_id", flat=True))
    return [row for row in lists.under_way() if str(row.id) not in with_job]


def begun(row: DueList) -> None:
    """Tell somebody that a list is neither looked at nor written and no job does it."""
    incidents.open_incident(
        institution_id=row.institution_id, kind=STUCK, subject_kind="due_list", subject_id=row.id,
        detail={"name": row.name},
    )  # fmt: skip


def over(list_id: UUID) -> None:
    """It went on."""
    institution_id = DueList.objects.values_list("institution_id", flat=True).get(id=list_id)
    incidents.close_incidents(institution_id=institution_id, kind=STUCK, subject_id=list_id)
