"""What an institution decides about accounts."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.enums import CaptchaKind, SecondFactor


class AccountRules(models.Model):
    """One row per institution; without it the defaults hold. Minutes and hours as their names say.

    `sources`: field of a person → the only source that may change it.
    """

    institution = models.OneToOneField("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    idle_minutes = models.PositiveSmallIntegerField(default=10)
    kiosk_idle_minutes = models.PositiveSmallIntegerField(default=5)
    absolute_hours = models.PositiveSmallIntegerField(default=12)
    second_factor = models.CharField(max_length=10, choices=SecondFactor.choices, default=SecondFactor.REQUIRED)
    password_length = models.PositiveSmallIntegerField(default=12)
    password_digit = models.BooleanField(default=False)
    captcha = models.CharField(max_length=10, choices=CaptchaKind.choices, default=CaptchaKind.WORK)
    sources = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(password_length__gte=8), name="password_floor"),
        ]

    def __str__(self) -> str:
        return str(self.institution_id)
