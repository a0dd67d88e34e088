"""Dues and their entries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pishkhan.payments.enums import EntryKind, PlanState
from pishkhan.plumbing.models import Root


class InstalmentPlan(Root):
    """A debt that is paid in parts: each part is a due of its own with its day. `request_id` is the clearance whose
    certificate holds on this condition."""

    institution_id = models.UUIDField()
    enrolment = models.ForeignKey("identity.Enrolment", on_delete=models.PROTECT, related_name="+")
    office_id = models.UUIDField()
    request_id = models.UUIDField(null=True)
    total = models.BigIntegerField()
    count = models.PositiveSmallIntegerField()
    start = models.DateField()
    end = models.DateField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.RUNNING)
    state_at = models.DateTimeField(auto_now_add=True)
    source_ref = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution_id", "source_ref"], name="plan_source_once"),
            models.CheckConstraint(
                condition=Q(total__gt=0, count__gte=1, end__gte=models.F("start")), name="plan_sane"
            ),
        ]
        indexes = [
            models.Index(fields=["institution_id", "end"], condition=Q(state="running"), name="plan_running"),
            models.Index(fields=["request_id"], condition=Q(request_id__isnull=False), name="plan_of_request"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.source_ref


class Due(Root):
    """One debt of one enrolment to one office. Amounts are whole rials; `unit` survives a redenomination. A due of a
    plan is one instalment; a due of a list says which."""

    institution_id = models.UUIDField()
    enrolment = models.ForeignKey("identity.Enrolment", on_delete=models.PROTECT, related_name="+")
    office_id = models.UUIDField()
    request_id = models.UUIDField(null=True)
    subject = models.ForeignKey("payments.Subject", on_delete=models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(InstalmentPlan, on_delete=models.PROTECT, null=True, related_name="dues")
    list = models.ForeignKey("payments.DueList", on_delete=models.PROTECT, null=True, related_name="dues")
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
            models.Index(fields=["plan"], condition=Q(plan__isnull=False), name="due_of_plan"),
            models.Index(fields=["list"], condition=Q(list__isnull=False), name="due_of_list"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.source_ref


class DueEntry(models.Model):
    """One append-only line: what is owed is the sum of the amounts, never less than nothing (a trigger sees to it)."""

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    attempt = models.ForeignKey("payments.Attempt", on_delete=models.PROTECT, null=True, related_name="+")
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["recorded", "refunded"], amount__gt=0)
                | (Q(kind="corrected") & ~Q(amount=0))
                | (~Q(kind__in=["recorded", "refunded", "corrected"]) & Q(amount__lt=0)),
                name="due_entry_sign",
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(kind="paid"), name="due_entry_paid_once"
            ),
        ]  # fmt: skip
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
