"""One-time codes, and the proofs that no machine asks for them."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.enums import CaptchaKind, Purpose
from pishkhan.notifications.api import Channel
from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class Challenge(Root):
    """A code asked for. A row stands for every request, also of names nobody has, so that both cost the same.

    `subject` and `flow` are blind indexes: of the person or the typed name, and of the browser's conversation. The
    code itself is drawn by the job that sends it; until then `code_hash` is empty and nothing fits. `spent_at`: the
    right to set a password that a solved code gives was used.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, null=True, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    subject = models.CharField(max_length=64)
    flow = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=[(way.value, way.value) for way in Channel])
    destination = SealedTextField(blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)
    network = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["institution", "purpose", "subject", "-sent_at"], name="challenge_newest"),
            models.Index(fields=["sent_at"], name="challenge_age"),
        ]
        ordering = ["-sent_at", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Captcha(Root):
    """A riddle or a proof of work that was answered, rightly or not: each counts once. `digest` names it."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=CaptchaKind.choices)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="captcha_once")]
        indexes = [models.Index(fields=["expires_at"], name="captcha_age")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
