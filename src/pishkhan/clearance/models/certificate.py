"""Certificates and the keys that sign them."""

from __future__ import annotations

from typing import Any

from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root, StoredFile


class SigningKey(Root):
    """An institution's key and certificate, PEM. A retired one signs nothing more but still vouches."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT, related_name="+")
    key = SealedTextField()
    certificate = models.TextField()
    chain = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=models.Q(retired_at=None), name="signing_key_one_active"
            )
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"key of {self.institution_id}"


class Certificate(Root):
    """What a request ends with, one per request: the clearance certificate, or the closing letter of a type that has
    one. Number, code and conditions are fixed when issued; the file follows in a job, and with it `key`, the one that
    signed it."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField("servicedesk.Request", on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=30)
    code = models.CharField(max_length=20, unique=True)
    conditions = models.JSONField(default=list)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | ~models.Q(revoked_reason=""), name="revoked_with_reason"
            ),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def letter(self) -> dict[str, Any]:
        """The words of the closing letter; empty for a clearance certificate."""
        found: dict[str, Any] = self.request.type.rules.get("letter") or {}
        return found

    @property
    def state(self) -> str:
        """valid, conditional or revoked: what the public check page says."""
        if self.revoked_at:
            return "revoked"
        return "conditional" if self.conditions else "valid"
