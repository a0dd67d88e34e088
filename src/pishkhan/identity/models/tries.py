"""Failed tries, counted where all processes see them."""

from __future__ import annotations

from django.db import models


class Tries(models.Model):
    """How often something failed since a window began. `key` is a blind index of who tried what from where."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["ends_at"], name="tries_age")]

    def __str__(self) -> str:
        return self.key
