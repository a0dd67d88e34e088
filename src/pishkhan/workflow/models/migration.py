"""Open cases on their way to another version of their process."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root
from pishkhan.workflow.models.process import ProcessVersion


class CaseMigration(Root):
    """One move that an administrator confirmed, and how far its job is.

    `last` is the case looked at last: a job that was killed goes on behind it. `moved` and `stayed` (refusal → how
    many) are the result; `named` holds the first cases that stayed, with their refusal.
    """

    institution_id = models.UUIDField()
    old = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+")
    node_map = models.JSONField(default=dict)
    asked_by = models.UUIDField(null=True)
    total = models.PositiveIntegerField()
    moved = models.PositiveIntegerField(default=0)
    stayed = models.JSONField(default=dict)
    named = models.JSONField(default=dict)
    last = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old"], condition=models.Q(finished_at=None), name="case_migration_one_at_a_time"
            )
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    @property
    def looked_at(self) -> int:
        """How many cases are behind it."""
        stayed: dict[str, int] = self.stayed
        return self.moved + sum(stayed.values())
