"""Who works where, as what, from when to when."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.models.person import Person
from pishkhan.plumbing.actor import Role


class MembershipRow(models.Model):
    """A role in a unit. An open end is null."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "identity_membership"
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "role", "since"], name="membership_once")
        ]
        indexes = [models.Index(fields=["unit", "role"], name="membership_of_unit")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.role} of {self.unit_id}"
