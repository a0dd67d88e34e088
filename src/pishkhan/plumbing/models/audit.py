"""The append-only history. One chain per stream; a case is a stream."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class AuditEntry(models.Model):
    """Who did what, when, why, with what before and after. Never personal values: ids and codes only."""

    institution_id = models.UUIDField()
    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    via = models.CharField(max_length=10)
    request_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_one_seq_per_stream")]
        indexes = [
            BrinIndex(fields=["at"], name="audit_by_time"),
            models.Index(
                fields=["subject_id"], condition=models.Q(on_behalf_of__isnull=False), name="audit_on_behalf"
            ),
        ]
        ordering = ["stream", "seq"]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.action}"


class AuditRoot(models.Model):
    """The heads of all chains that grew since the last root, sealed together every few minutes."""

    at = models.DateTimeField()
    heads = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"root {self.pk}"
