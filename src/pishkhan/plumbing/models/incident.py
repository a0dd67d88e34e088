"""Something outside failed and a person may have to look."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models.base import Root


class Incident(Root):
    """One row per failing thing, however often it fails; closed by a retry that works or by a person."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    institution_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    retry_event = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "kind", "subject_id"],
                condition=models.Q(state="open"),
                name="incident_one_open_per_subject",
                nulls_distinct=False,
            )
        ]
        ordering = ["-last_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
