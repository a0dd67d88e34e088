"""When offices work: dated rows, because weekends and hours change by decree."""

from __future__ import annotations

from django.db import models

from pishkhan.organisation.models.institution import Institution


class WorkHours(models.Model):
    """Opening hours of one weekday (0 = Monday, as Python counts) over a span of dates. No row: closed."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="work_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="work_hours_weekday"),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="work_hours_order"),
        ]
        ordering = ["since", "weekday"]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}"


class Holiday(models.Model):
    """A closed day, or a half day that closes early. Lunar holidays are estimated until confirmed."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.JSONField()
    closes = models.TimeField(null=True)
    confirmed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "day"], name="holiday_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)
