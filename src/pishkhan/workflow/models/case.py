"""A running case. No column here speaks of a person: the request does."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root
from pishkhan.workflow.enums import CaseStatus
from pishkhan.workflow.models.process import ProcessVersion


class Case(Root):
    """Where one request stands in its process. `data` holds only what gateways and decision tables read."""

    institution_id = models.UUIDField()
    request_id = models.UUIDField(unique=True)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="cases")
    faculty_id = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    rev = models.PositiveIntegerField(default=0)
    marking = models.JSONField()
    data = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["version"], condition=models.Q(status="open"), name="case_open_of_version")
        ]

    def __str__(self) -> str:
        return str(self.pk)
