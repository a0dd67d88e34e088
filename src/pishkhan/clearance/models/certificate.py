"""Certificates and the keys that sign them."""

from __future__ import annotations

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
    """What a request ends with: the clearance certificate, or the closing letter of a type that has one. Number, code
    and conditions are fixed when issued; the file follows in a job, and with it `key`, the one that signed it.

    One of a request stands at a time: a letter that is issued again is a new one, and `replaced_at` of the former is
    when.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey("servicedesk.Request", on_delete=models.PROTECT, related_name="certificates")
    letter = models.JSONField(default=dict)
    """The words of the closing letter as they stood when it was issued; empty for a clearance certificate."""
    number = models.CharField(max_length=30)
    code = models.CharField(max_length=20, unique=True)
    conditions = models.JSONField(default=list)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(replaced_at=None), name="certificate_one_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | ~models.Q(revoked_reason=""), name="revoked_with_reason"
            ),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> str:
        """valid, conditional, replaced or revoked: what the public check page says."""
        if self.revoked_at:
            return "revoked"
        if self.replaced_at:
            return "replaced"
        return "conditional" if self.conditions else "valid"
