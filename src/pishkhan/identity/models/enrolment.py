"""A person's studies: one row per degree, never overwritten by the next (X5)."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.models.person import Person
from pishkhan.plumbing.models import Root


class Enrolment(Root):
    """Faculty, field, degree, entry year, status and «دوره/نوع پذیرش». Keys are words of the pack's lists."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    student_number = models.CharField(max_length=20)
    faculty = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60)
    degree = models.CharField(max_length=60)
    entry_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=60)
    admission_type = models.CharField(max_length=60)
    titles = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    origins = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "student_number"], name="enrolment_once")
        ]
        ordering = ["-entry_year", "id"]

    def __str__(self) -> str:
        return self.student_number
