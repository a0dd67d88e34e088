"""What may be paid for, and through which terminal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pishkhan.payments.enums import Checker
from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root, SortedText


class Terminal(Root):
    """A merchant account of the institution at a bank. What it is opened with lies sealed in `settings`."""

    institution_id = models.UUIDField()
    key = models.SlugField(max_length=60)
    name = models.JSONField()
    gateway = models.SlugField(max_length=20)
    settings = SealedJSONField(default=dict)
    is_open = models.BooleanField(default=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution_id", "key"], name="terminal_key_once")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.key


class Subject(Root):
    """«موضوع پرداخت وجه»: something of a unit, below a centre, that is paid through one terminal (D6).

    `free` lets a payer write an amount between `least` and `most` when no due is registered; `parts` lets a due be
    paid in parts of at least `least_part`. `identifier` is the deposit identifier: digits, and at most one {student}
    or {order} that is filled in.
    """

    institution_id = models.UUIDField()
    key = models.SlugField(max_length=60)
    centre = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.JSONField()
    sort_key = SortedText()
    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, null=True, related_name="subjects")
    free = models.BooleanField(default=False)
    least = models.BigIntegerField(default=10_000)
    most = models.BigIntegerField(default=1_000_000_000)
    parts = models.BooleanField(default=True)
    least_part = models.BigIntegerField(default=10_000)
    identifier = models.CharField(max_length=60, blank=True)
    checker = models.CharField(max_length=10, choices=Checker.choices, default=Checker.NONE)
    is_open = models.BooleanField(default=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution_id", "key"], name="subject_key_once"),
            models.CheckConstraint(
                condition=Q(least__gt=0, most__gte=models.F("least"), least_part__gt=0), name="subject_bounds"
            ),
        ]
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.key


class SubjectShare(models.Model):
    """One row of a subject's split, in order. `amount` empty: what is left of the payment; only the last row."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="shares")
    position = models.PositiveSmallIntegerField()
    iban = models.CharField(max_length=26)
    amount = models.BigIntegerField(null=True)
    identifier = models.CharField(max_length=60, blank=True)
    government = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "position"], name="share_position_once"),
            models.UniqueConstraint(fields=["subject"], condition=Q(amount=None), name="share_one_rest"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="share_amount"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.iban}"
