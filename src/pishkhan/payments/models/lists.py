"""Lists that are brought in: dues of an office, a bank's daily report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pishkhan.payments.enums import ListState, Match
from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root


class DueList(Root):
    """A list of debts for one subject, read and looked at before it is written. The same `name` again replaces what an
    earlier list of that name brought. `rows` are as read, `report` what they do, row by row; both are sealed."""

    institution_id = models.UUIDField()
    subject = models.ForeignKey("payments.Subject", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.PLANNED)
    rows = SealedJSONField(default=list)
    report = SealedJSONField(default=list)
    counts = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["institution_id", "created_at"], name="duelist_newest"),
            models.Index(fields=["subject", "name"], name="duelist_name"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class BankReport(Root):
    """A bank's report for one terminal and the days it covers, compared with ours."""

    institution_id = models.UUIDField()
    terminal = models.ForeignKey("payments.Terminal", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    counts = models.JSONField(default=dict)
    by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terminal", "sha256"], name="report_once")]
        indexes = [models.Index(fields=["institution_id", "created_at"], name="report_newest")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.file_name


class BankReportRow(models.Model):
    """A line of a report, or a payment of ours it lacks. Differences wait until somebody says what was done."""

    report = models.ForeignKey(BankReport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(null=True)
    match = models.CharField(max_length=14, choices=Match.choices)
    attempt = models.ForeignKey("payments.Attempt", on_delete=models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, blank=True)
    order_no = models.BigIntegerField(null=True)
    receipt_ref = models.CharField(max_length=64, blank=True)
    rrn = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["report", "id"], condition=Q(done_at=None) & ~Q(match="same"), name="reportrow_open"
            )
        ]  # fmt: skip
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.match} {self.line}"
