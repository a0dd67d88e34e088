"""Words of identity."""

from __future__ import annotations

from django.db import models


class IdentifierKind(models.TextChoices):
    """What a person may type to say who they are (X1)."""

    STUDENT_NUMBER = "student_number"
    NATIONAL_ID = "national_id"
    MOBILE = "mobile"
    EMAIL = "email"
    STAFF_CODE = "staff_code"
    FIDA = "fida"
    PASSPORT = "passport"
