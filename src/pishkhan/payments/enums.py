"""Words of payments."""

from __future__ import annotations

from django.db import models


class EntryKind(models.TextChoices):
    """What an entry does to a due: `recorded` adds, the others take away."""

    RECORDED = "recorded"
    WAIVED = "waived"
    EVIDENCE = "evidence"
    INSTALMENTS = "instalments"
    CANCELLED = "cancelled"
