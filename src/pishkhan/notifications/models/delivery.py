"""One message on its way to one address."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from pishkhan.notifications.enums import OPEN, Category, Channel, State
from pishkhan.notifications.models.account import ProviderAccount
from pishkhan.plumbing.fields import SealedJSONField, SealedTextField
from pishkhan.plumbing.models import Root


class Delivery(models.Model):
    """A message, one channel, one address. Written in the transaction of what it tells; handed over by a job.

    The words are fixed when the row is written; a one-time code is kept apart, sealed, and wiped when it has been
    handed over or is dead. `not_before`: when it may go; `next_at`: when the sweep must look at it; `began_at`: when
    it was first tried. `counted`: it was counted against the caps.
    `unsure`: the last attempt may have reached the provider; `asked_back`: how often it was asked
    whether it did; `asked`: how often for a receipt. `doubled`: it was sent once more after such an attempt, so the
    person may have it twice.
    """

    institution_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    message = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category.choices)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    urgency = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    address = SealedTextField(blank=True)
    address_index = models.CharField(max_length=64, blank=True)
    subject = SealedTextField(null=True)
    body = SealedTextField(null=True)
    values = SealedJSONField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    secret = SealedTextField(null=True)
    parts = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    counted = models.BooleanField(default=False)
    unsure = models.BooleanField(default=False)
    doubled = models.BooleanField(default=False)
    account = models.ForeignKey(ProviderAccount, on_delete=models.SET_NULL, null=True, db_index=False)
    provider_id = models.CharField(max_length=120, blank=True)
    cost = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_back = models.PositiveSmallIntegerField(default=0)
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="gathered", db_index=False
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_at"], condition=~Q(next_at=None), name="delivery_due"),
            models.Index(fields=["institution_id", "-id"], name="delivery_newest"),
            models.Index(fields=["institution_id", "address_index", "-id"], name="delivery_of_address"),
            models.Index(fields=["institution_id", "person_id", "-id"], name="delivery_of_person"),
            models.Index(fields=["institution_id", "state", "-id"], name="delivery_of_state"),
            models.Index(fields=["account", "provider_id"], condition=~Q(provider_id=""), name="delivery_of_provider"),
            models.Index(fields=["person_id"], condition=Q(state="gathered"), name="delivery_gathered"),
            models.Index(fields=["digest"], condition=~Q(digest=None), name="delivery_of_digest"),
            models.Index(fields=["expires_at"], condition=Q(secret__isnull=False), name="delivery_code_lives"),
            models.Index(fields=["account", "handed_at"], name="delivery_of_account"),
            BrinIndex(fields=["created_at"], name="delivery_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in OPEN]) | Q(ended_at=None),
                name="delivery_open_not_ended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} by {self.channel} #{self.pk}"


class Attempt(models.Model):
    """One try to hand a delivery over. Written before the provider is called; without an outcome nobody knows."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries", db_index=False)
    account = models.ForeignKey(ProviderAccount, on_delete=models.SET_NULL, null=True, db_index=False)
    number = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    vendor_code = models.CharField(max_length=60, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["delivery", "number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number_once")]
        indexes = [models.Index(fields=["account", "-began_at"], name="attempt_of_account")]

    def __str__(self) -> str:
        return f"try {self.number} of {self.delivery_id}"


class PushedReceipt(Root):
    """A receipt a provider brought us, until it is applied to its delivery. Nothing in it is believed twice."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.CASCADE, db_index=False)
    provider_id = models.CharField(max_length=120)
    fate = models.CharField(max_length=20)
    reason = models.CharField(max_length=40, blank=True)
    vendor_code = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "provider_id", "fate", "vendor_code"], name="receipt_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.fate}"


class KeptMessage(Root):
    """What the demo provider was given, for the page that shows it."""

    institution_id = models.UUIDField()
    reference = models.BigIntegerField(unique=True)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["institution_id", "-id"], name="kept_newest")]

    def __str__(self) -> str:
        return f"{self.channel} → {self.address}"
