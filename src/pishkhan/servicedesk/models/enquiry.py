"""Words of people who cannot log in, or have no account (E4)."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class Enquiry(Root):
    """What a visitor wrote to the support line. The answer goes to the address they gave."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    address = SealedTextField()
    body = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["institution", "-created_at", "-id"], name="enquiries"),
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"
