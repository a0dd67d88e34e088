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


class KeptAnswer(models.Model):
    """What a write of the API answered, for the same key sent again. `holder` is the token; `fingerprint` is of what
    was asked. Without a status the write is under way, in a transaction that only it sees."""

    institution_id = models.UUIDField()
    holder_id = models.UUIDField()
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder_id", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["at"], name="kept_answer_age")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
