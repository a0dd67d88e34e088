"""Files people send us and files we make."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models.base import Root


class StoredFile(Root):
    """Bytes in the default storage under a name of ours; the sender's name is only shown."""

    institution_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name
