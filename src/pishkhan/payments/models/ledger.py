"""The ledger: append-only, and every posting sums to nothing (triggers see to both)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pishkhan.payments.enums import AccountKind, PostingKind


class Account(models.Model):
    """One side of postings; see AccountKind for what `ref` is."""

    institution_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    ref = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution_id", "kind", "ref"], name="account_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Posting(models.Model):
    """One fact in double entry. `source` names it, so that it is posted once; `day` is Tehran's."""

    institution_id = models.UUIDField()
    source = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PostingKind.choices)
    day = models.DateField()
    subject = models.ForeignKey("payments.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    terminal = models.ForeignKey("payments.Terminal", on_delete=models.PROTECT, null=True, related_name="+")
    attempt = models.ForeignKey("payments.Attempt", on_delete=models.PROTECT, null=True, related_name="postings")
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution_id", "source"], name="posting_source_once")]
        indexes = [
            models.Index(fields=["institution_id", "day"], name="posting_of_day"),
            models.Index(fields=["attempt"], condition=Q(attempt__isnull=False), name="posting_of_attempt"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.source


class Line(models.Model):
    """An amount on an account: more than nothing is debit, less is credit."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="line_amount")]
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.amount)
