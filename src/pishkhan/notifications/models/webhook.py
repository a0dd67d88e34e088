"""News for other systems: who wants it, and what was sent to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class Webhook(Root):
    """An address of another system, the events it wants, and the secret that signs what it gets."""

    institution_id = models.UUIDField()
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    secret = SealedTextField()
    events = ArrayField(models.CharField(max_length=60), default=list)
    is_on = models.BooleanField(default=True)
    made_by = models.UUIDField()

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.name


class HookState(models.TextChoices):
    """Where a delivery stands. `waiting` has a next try at `due_at`."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class HookDelivery(Root):
    """One event for one address. `replay_of` is the delivery an administrator sent again."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)
    event_id = models.UUIDField()
    body = models.JSONField()
    state = models.CharField(max_length=8, choices=HookState.choices, default=HookState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    replay_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event_id"], condition=models.Q(replay_of=None), name="hook_event_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="hook_due"),
            models.Index(fields=["webhook", "-created_at", "-id"], name="hook_log"),
            BrinIndex(fields=["created_at"], name="hook_age"),
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
