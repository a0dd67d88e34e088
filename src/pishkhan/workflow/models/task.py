"""What an office has to do."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root
from pishkhan.workflow.enums import Outcome, TaskStatus
from pishkhan.workflow.models.case import Case

READY = models.Q(status="ready")
WAITS = models.Q(visit_open=True) | models.Q(debt_held=True) | models.Q(returned=True)


class Task(Root):
    """One station of one case at one office.

    `wants_role` is the desk it lands on: at the lead's desk until the lead assigns an expert (B17). A task waits
    (visit, debt, student) without ceasing to be ready; its clock is paused since `paused_at`. `waited_s` are the
    working seconds of pauses that ended, `spent_s` those from opening to done without them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    scope = models.CharField(max_length=120, blank=True)
    node = models.CharField(max_length=80)
    office_id = models.UUIDField(null=True)
    wants_role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    assignee_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.READY)
    visit_open = models.BooleanField(default=False)
    debt_held = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    notified_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    waited_s = models.PositiveIntegerField(default=0)
    spent_s = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    form_version_id = models.UUIDField(null=True)
    form_data = models.JSONField(default=dict)
    form_sealed = SealedJSONField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scope", "node", "office_id"], condition=READY, name="task_one_ready_per_node",
                nulls_distinct=False,
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["office_id", "created_at", "id"], condition=READY, name="task_inbox",
                include=["case", "node", "wants_role", "assignee_id", "visit_open", "debt_held", "returned", "due_at"],
            ),
            models.Index(
                fields=["assignee_id", "created_at", "id"], condition=READY & models.Q(assignee_id__isnull=False),
                name="task_mine",
            ),
            models.Index(
                fields=["office_id", "due_at", "id"], condition=READY, name="task_due",
                include=["wants_role", "assignee_id", "paused_at"],
            ),
            # The few of a tab must be found among very many without walking past the others.
            models.Index(
                fields=["office_id", "due_at", "id"], condition=READY & models.Q(assignee_id__isnull=True),
                name="task_free", include=["wants_role"],
            ),
            models.Index(
                fields=["office_id", "due_at", "id"], condition=READY & WAITS, name="task_waiting",
                include=["wants_role", "visit_open", "debt_held", "returned"],
            ),
            models.Index(fields=["case", "created_at"], name="task_of_case"),
            BrinIndex(fields=["created_at"], name="task_came"),
            models.Index(
                fields=["done_at"], condition=models.Q(status="done"), name="task_done",
                include=["office_id", "node", "spent_s"],
            ),
            # When somebody was last given work, at a glance.
            models.Index(
                fields=["assignee_id", "created_at"], name="task_given",
                condition=models.Q(status="done", assignee_id__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.node} of {self.case_id}"


class Timer(models.Model):
    """A boundary timer of an open task, or (without a task) of a called process that is running."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timers")
    scope = models.CharField(max_length=120, blank=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, related_name="timers")
    node = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(fired_at=None), name="timer_due")]

    def __str__(self) -> str:
        return f"{self.node} at {self.due_at}"
