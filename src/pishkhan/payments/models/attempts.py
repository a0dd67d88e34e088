"""One attempt to pay, and everything that happened to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pishkhan.payments.enums import State
from pishkhan.payments.models.subjects import Subject, Terminal
from pishkhan.plumbing.models import Root

OPEN = ("created", "token_obtained", "redirected", "returned", "verifying", "verified", "settled")
"""States the sweep brings on."""


class Attempt(Root):
    """Somebody wants to pay an amount for a subject, or for a due of it, through a terminal.

    `order_no` is what the bank calls it and what the payer is shown as «شماره پیگیری»; `word` makes the address the
    bank sends the browser back to; `receipt_ref` is the bank's own reference, claimed before verifying so that it can
    pay one attempt only. Amount, order number, payer and rows of the split never change (a trigger sees to it).
    `page` is where the bank wants the payer when that is not its usual address. `left` says why it must not be
    verified: the money goes back by itself. `shown` are the names as they were.
    """

    institution_id = models.UUIDField()
    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="+")
    gateway = models.SlugField(max_length=20)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    due = models.ForeignKey("payments.Due", on_delete=models.PROTECT, null=True, related_name="attempts")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("identity.Enrolment", on_delete=models.PROTECT, null=True, related_name="+")
    request_id = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    shares = models.JSONField(default=list)
    identifier = models.CharField(max_length=30, blank=True)
    order_no = models.BigIntegerField(unique=True)
    key = models.CharField(max_length=64)
    word = models.CharField(max_length=43, unique=True)
    language = models.CharField(max_length=2, default="fa")
    state = models.CharField(max_length=16, choices=State.choices, default=State.CREATED)
    token = models.CharField(max_length=120, null=True)
    page = models.CharField(max_length=300, blank=True)
    receipt_ref = models.CharField(max_length=64, null=True)
    rrn = models.CharField(max_length=40, blank=True)
    trace = models.CharField(max_length=40, blank=True)
    card = models.CharField(max_length=30, blank=True)
    said = models.CharField(max_length=12, blank=True)
    left = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    lease_at = models.DateTimeField(auto_now_add=True)
    window_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    refunded = models.BigIntegerField(default=0)
    shown = models.JSONField(default=dict)
    payer = models.CharField(max_length=150)
    payer_number = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="attempt_key_once"),
            models.UniqueConstraint(fields=["gateway", "token"], name="attempt_token_once"),
            models.UniqueConstraint(fields=["gateway", "receipt_ref"], name="attempt_receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=10**12), name="attempt_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=models.F("amount")), name="attempt_refunded"
            ),
            models.CheckConstraint(condition=~Q(state="posted") | Q(posted_at__isnull=False), name="attempt_posted_at"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=OPEN), name="attempt_next"),
            models.Index(fields=["person", "created_at"], name="attempt_of_person"),
            models.Index(fields=["due"], condition=Q(due__isnull=False), name="attempt_of_due"),
            models.Index(fields=["institution_id", "created_at"], name="attempt_newest"),
            models.Index(
                fields=["institution_id", "created_at"], condition=Q(state="needs_review"), name="attempt_review"
            ),
        ]  # fmt: skip
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.order_no)

    @property
    def is_paid(self) -> bool:
        """Whether the money is ours, all or part of it maybe given back since."""
        return self.posted_at is not None


class AttemptEvent(models.Model):
    """Append-only: every move of an attempt and every call to the bank, masked."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16)
    reason = models.CharField(max_length=60, blank=True)
    actor_id = models.UUIDField(null=True)
    exchange = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class Refund(Root):
    """Money given back of a posted attempt. Asked for by one person, decided by another. `owed_again`: the debt stands
    once more; otherwise it was no debt. `reference` is how it went back (number of the transfer)."""

    institution_id = models.UUIDField()
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    owed_again = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.UUIDField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="refund_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False),
                name="refund_decided",
            ),
            models.UniqueConstraint(fields=["attempt"], condition=Q(state="asked"), name="refund_one_open"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["institution_id", "created_at"], name="refund_newest")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.amount} of {self.attempt_id}"
