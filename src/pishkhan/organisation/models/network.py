"""The networks of a university, and which of its pages open only from them (A1)."""

from __future__ import annotations

from django.db import models

from pishkhan.organisation.models.institution import Institution


class Section(models.TextChoices):
    """A part of the site that can be locked to campus networks."""

    ACCOUNT = "account"
    STUDENT = "student"
    DESK = "desk"
    CONSOLE = "console"


class NetworkMode(models.TextChoices):
    """What happens to somebody from elsewhere."""

    OFF = "off"
    WARN = "warn"
    ENFORCE = "enforce"


class CampusNetwork(models.Model):
    """A network of the university. `kiosk`: its computers are shared (libraries), sessions on them are short."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="networks")
    cidr = models.CharField(max_length=43)
    name = models.JSONField(default=dict)
    kiosk = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "cidr"], name="campus_network_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.cidr


class SectionRule(models.Model):
    """How strictly a section keeps to the campus networks. With a `unit`, for the students of that faculty only."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="section_rules")
    section = models.CharField(max_length=10, choices=Section.choices)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    mode = models.CharField(max_length=10, choices=NetworkMode.choices, default=NetworkMode.OFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "section", "unit"], name="section_rule_once", nulls_distinct=False
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.section} {self.mode}"
