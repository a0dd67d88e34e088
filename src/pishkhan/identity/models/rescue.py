"""A dead mobile number, mended by two people."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.enums import RescueSource, RescueState
from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class Rescue(Root):
    """A wish to change the mobile of an account (A7, F9). One officer proposes the new number, another confirms it;
    the old number and the address are told. `person` is null when nobody has the name that was typed."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, null=True, related_name="rescues")
    typed = SealedTextField(blank=True)
    source = models.CharField(max_length=10, choices=RescueSource.choices)
    state = models.CharField(max_length=10, choices=RescueState.choices, default=RescueState.ASKED)
    new_mobile = SealedTextField(blank=True)
    contact = SealedTextField(blank=True)
    words = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    network = models.CharField(max_length=45, blank=True)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=RescueState.DONE)
                | (models.Q(proposed_by__isnull=False) & models.Q(decided_by__isnull=False)
                   & ~models.Q(proposed_by=models.F("decided_by"))),
                name="rescue_two_people",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["institution", "created_at"], name="rescue_open",
                condition=models.Q(state__in=[RescueState.ASKED, RescueState.PROPOSED]),
            )
        ]  # fmt: skip
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
