"""Words an institution put in the place of ours, and what people want to hear."""

from __future__ import annotations

from django.db import models

from pishkhan.notifications.enums import Category, Channel, Surface, Wish
from pishkhan.plumbing.models import Root


class TextVersion(Root):
    """One version of one text of one message. The newest is in force; an empty one means the shipped words."""

    institution_id = models.UUIDField()
    message = models.CharField(max_length=60)
    surface = models.CharField(max_length=10, choices=Surface.choices)
    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    written_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["message", "surface", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "message", "surface", "language", "number"], name="text_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.surface} {self.language} {self.number}"


class Preference(models.Model):
    """What a person wants of a category on a channel, where it differs from what the house does."""

    institution_id = models.UUIDField()
    person_id = models.UUIDField()
    category = models.CharField(max_length=20, choices=Category.choices)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    wish = models.CharField(max_length=10, choices=Wish.choices)

    class Meta:
        ordering = ["person_id", "category", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["person_id", "category", "channel"], name="preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} by {self.channel}: {self.wish}"
