"""An institution's accounts at providers, and what may be spent through them."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pishkhan.notifications.enums import Channel
from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root


class ProviderAccount(Root):
    """One account at a provider. Its settings, keys among them, lie sealed; a removed one has none any more,
    only its name for the log.

    `templates`: message.channel.language → {"name": the provider's template, "values": {its parameter: our
    placeholder}}; a key without a language is of the Persian text.
    `weight` is the share it gets now, 0–100; it moves with errors and slow receipts and tends back to `resting`.
    `per_second`: messages one worker may hand over in a second. `rials_per_part`: what one part, call or e-mail costs
    where the provider does not say, 0 if unknown. `hook` is the secret word in its receipt address.
    """

    institution_id = models.UUIDField()
    provider = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    settings = SealedJSONField(default=dict)
    channels = ArrayField(models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel]))
    templates = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True)
    weight = models.PositiveSmallIntegerField(default=50)
    resting = models.PositiveSmallIntegerField(default=50)
    shifted_at = models.DateTimeField(null=True)
    per_second = models.PositiveSmallIntegerField(default=50)
    rials_per_part = models.PositiveIntegerField(default=0)
    hook = models.CharField(max_length=64)
    rev = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    healthy = models.BooleanField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    vendor_code = models.CharField(max_length=60, blank=True)
    balance = models.BigIntegerField(null=True)
    balance_in = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["institution_id"], name="account_of_institution")]

    def __str__(self) -> str:
        return f"{self.provider} {self.id}"


class Spending(models.Model):
    """Messages handed over on one day through one account and channel, their parts and their cost in rials."""

    institution_id = models.UUIDField()
    account = models.ForeignKey(ProviderAccount, on_delete=models.CASCADE)
    channel = models.CharField(max_length=10)
    day = models.DateField()
    messages = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "day", "account", "channel"], name="spending_one_row_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel}"


class SendingRules(Root):
    """What an institution allows.

    Caps are messages a day: texts and calls to one number and to one person, e-mails to one address, requests for codes
    from one network, all of the institution. The budget is rials in a Jalali month, 0 without limit.
    """

    institution_id = models.UUIDField(unique=True)
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    per_number = models.PositiveIntegerField(default=20)
    per_address = models.PositiveIntegerField(default=200)
    per_person = models.PositiveIntegerField(default=40)
    per_network = models.PositiveIntegerField(default=3000)
    per_day = models.PositiveIntegerField(default=50_000)
    budget = models.BigIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["institution_id"]

    def __str__(self) -> str:
        return f"rules of {self.institution_id}"


class Tally(models.Model):
    """How often something happened on a day: `kind` says what is counted, `subject` is a blind index or an id."""

    institution_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["institution_id", "kind", "subject", "day"], name="tally_one_row_a_day")
        ]
        indexes = [models.Index(fields=["day"], name="tally_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}: {self.count}"
