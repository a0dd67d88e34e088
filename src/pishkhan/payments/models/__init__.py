"""Dues and their entries."""

from __future__ import annotations

from django.db import models

from pishkhan.payments.enums import EntryKind
from pishkhan.plumbing.models import Root


class Due(Root):
    """One debt of one enrolment to one office. Amounts are whole rials; `unit` survives a redenomination."""

    institution_id = models.UUIDField()
    enrolment = models.ForeignKey("identity.Enrolment", on_delete=models.PROTECT, related_name="+")
    office_id = models.UUIDField()
    request_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300)
    evidence = models.CharField(max_length=500, blank=True)
    due_date = models.DateField(null=True)
    unit = models.CharField(max_length=10, default="IRR/1")
    source_ref = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution_id", "source_ref"], name="due_source_once")
        ]
        indexes = [
            models.Index(fields=["request_id", "office_id"], name="due_of_request"),
            models.Index(fields=["enrolment", "created_at"], name="due_of_enrolment"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.source_ref


class DueEntry(models.Model):
    """One append-only line: what is owed is the sum of the amounts."""

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="recorded", amount__gt=0)
                | (~models.Q(kind="recorded") & models.Q(amount__lt=0)),
                name="due_entry_sign",
            )
        ]  # fmt: skip
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


__all__ = ["Due", "DueEntry"]
