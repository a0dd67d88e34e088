"""Faculties, offices, secretariats."""

from __future__ import annotations

from django.db import models

from pishkhan.organisation.models.institution import Institution
from pishkhan.plumbing.models import Root, SortedText


class Unit(Root):
    """A node of the institution's tree. `kind` is a word of the pack: faculty, office, culture-deputy, …"""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    key = models.SlugField(max_length=60)
    kind = models.SlugField(max_length=40)
    name = models.JSONField()
    sort_key = SortedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="unit_key_once")]
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.key
