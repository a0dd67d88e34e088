"""Files people send us and files we make."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models.base import Root


class FileState(models.TextChoices):
    """What a scanner said of a file. Only `plain` (no scanner is set) and `clean` ones are given out."""

    PLAIN = "plain"
    CLEAN = "clean"
    QUARANTINED = "quarantined"
    INFECTED = "infected"


class StoredFile(Root):
    """Bytes in the default storage under a name of ours; the sender's name is only shown."""

    institution_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.PLAIN)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(state="quarantined"), name="file_to_scan"),
        ]

    def __str__(self) -> str:
        return self.name
