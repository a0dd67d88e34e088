"""Words of people who cannot log in, or have no account (E4)."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class Enquiry(Root):
    """What a visitor wrote to the support line. The answer goes to the address they gave.
    What they wrote often names people and their numbers: it lies sealed."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    name = SealedTextField()
    address = SealedTextField()
    body = SealedTextField()
    answer = SealedTextField(blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "-id"], name="enquiries_waiting", condition=models.Q(answered_at=None)
            ),
            models.Index(
                fields=["institution", "-id"], name="enquiries_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
        ]  # fmt: skip
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"
