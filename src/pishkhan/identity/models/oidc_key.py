"""The keys by which an institution vouches for its people to other systems."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class OidcKey(Root):
    """An RSA key in PEM. The one that is not retired signs; a retired one is still published for a while."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    pem = SealedTextField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=models.Q(retired_at__isnull=True), name="oidc_key_one_signs"
            )
        ]
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)
