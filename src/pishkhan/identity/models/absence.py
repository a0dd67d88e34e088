"""Who stands in for whom, from when to when."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.models.person import Person
from pishkhan.plumbing.models import Root


class Absence(Root):
    """Days on which a person is away, and the deputy who works at their desks meanwhile.

    `unit` narrows it to one office. Both days count. A deputy who is away passes the desk on to their own deputy.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_days"),
            models.CheckConstraint(condition=~models.Q(person=models.F("deputy")), name="absence_not_oneself"),
        ]
        indexes = [
            models.Index(fields=["deputy", "until"], condition=models.Q(ended_at=None), name="absence_of_deputy"),
            models.Index(fields=["person", "until"], condition=models.Q(ended_at=None), name="absence_of_person"),
        ]
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"
