"""Words of the service desk."""

from __future__ import annotations

from django.db import models


class CustomerStatus(models.TextChoices):
    """What the student is told; internal states stay internal. Values are the keys of the badges."""

    NEW = "new"
    OPEN = "open"
    BACK = "back"
    DEBT = "debt"
    VISIT = "visit"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Visibility(models.TextChoices):
    """Who reads a comment: everyone on the request, all staff on it, or one office only (B22)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    OFFICE = "office"
