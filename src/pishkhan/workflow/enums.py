"""Words of workflow."""

from __future__ import annotations

from django.db import models


class CaseStatus(models.TextChoices):
    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class TaskStatus(models.TextChoices):
    READY = "ready"
    DONE = "done"
    CANCELLED = "cancelled"


class Outcome(models.TextChoices):
    """How a station ended."""

    CLEARED = "cleared"
    NOT_APPLICABLE = "na"
    ACKNOWLEDGED = "acknowledged"
    HANDED_OVER = "handed_over"


class Waiting(models.TextChoices):
    """What an open task waits for; while it does, its clock stands still."""

    VISIT = "visit"
    DEBT = "debt"
    STUDENT = "student"
