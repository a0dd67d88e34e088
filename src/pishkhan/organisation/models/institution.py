"""An institution and the host names it answers to."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root


class Institution(Root):
    """One university in the installation."""

    slug = models.SlugField(unique=True)
    name = models.JSONField()
    letterhead = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True)
    extensions = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(default=dict)
    login_label = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Domain(models.Model):
    """A host name, lower case and without port."""

    host = models.CharField(max_length=253, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.host
