"""What lies in a person's bell."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root


class Notice(Root):
    """A message in a person's bell. Words are rendered when read, in the reader's language."""

    institution_id = models.UUIDField()
    person_id = models.UUIDField()
    message = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person_id", "-created_at", "-id"], name="notice_of_person"),
            models.Index(fields=["person_id"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.person_id}"
