"""Marks that something was already done."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A page carries one key; each verb it posts to is done once per person and key."""

    person_id = models.UUIDField()
    key = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "verb", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class HandledEvent(models.Model):
    """An event a subscriber has dealt with; a second delivery of the same event changes nothing."""

    event_id = models.UUIDField()
    subscriber = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "subscriber"], name="handled_once")]
        indexes = [models.Index(fields=["at"], name="handled_age")]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.event_id}"
