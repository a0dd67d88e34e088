"""Processes and their immutable versions."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root


class Process(Root):
    """A way of working of one institution.

    `settings`: `start` names the student's first step (C3), `sees` which stations read the forms of which (C11).
    """

    institution_id = models.UUIDField()
    key = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution_id", "key"], name="process_key_once")]
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ProcessVersion(Root):
    """One published diagram with its decision tables. A change is the next number."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    bpmn = models.TextField()
    dmn = models.JSONField(default=list)
    graph = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="process_version_once")]
        ordering = ["process", "number"]

    def __str__(self) -> str:
        return f"v{self.number}"
