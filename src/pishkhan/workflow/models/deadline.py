"""Deadlines: who is reminded, what was said already, and how long stations take."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root
from pishkhan.workflow.models.task import Task


class Assigning(models.TextChoices):
    """How a task finds its first holder: it waits at the desk, or goes to who has the fewest open tasks."""

    POOL = "pool"
    LEAST_LOADED = "least_loaded"


class DeskRule(Root):
    """How one office works: who gets new tasks, and when their holders are reminded.

    `remind_at` are parts of the time a task was given, in percent, at which its holder is told. `escalate_after`
    are working hours past the deadline after which its lead, then its manager is told.
    """

    institution_id = models.UUIDField()
    office_id = models.UUIDField(unique=True)
    assigns = models.CharField(max_length=12, choices=Assigning.choices, default=Assigning.POOL)
    remind_at = models.JSONField(default=list)
    escalate_after = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"rule of {self.office_id}"


class Reminder(models.Model):
    """A threshold of a task that was told, once. `threshold`: `at75` in percent of its time, `late0` in hours past."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    threshold = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "threshold"], name="reminder_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.threshold} of {self.task_id}"


class Span(models.Model):
    """How long a station of an office took in the last 90 days, in working seconds without the student's own time.

    Counted anew every night; `tasks` says over how many.
    """

    institution_id = models.UUIDField()
    process_key = models.SlugField(max_length=60)
    node = models.CharField(max_length=80)
    office_id = models.UUIDField(null=True)
    tasks = models.PositiveIntegerField()
    p50 = models.PositiveIntegerField()
    p80 = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "process_key", "node", "office_id"], name="span_once", nulls_distinct=False
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.process_key} {self.node}"
