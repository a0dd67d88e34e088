"""Others on a request: who was asked to take part, and what the student thought of it."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root
from pishkhan.servicedesk.models.request import Request


class Taking(models.TextChoices):
    """Where an invitation stands. Only who `accepted` reads along."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"


class Participant(Root):
    """Somebody the applicant asked to follow a request. Nothing of it is seen before they agree."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    invited_by = models.UUIDField()
    state = models.CharField(max_length=10, choices=Taking.choices, default=Taking.INVITED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="participant_once")]
        indexes = [
            models.Index(
                fields=["person", "-created_at", "-id"], condition=models.Q(state__in=["invited", "accepted"]),
                name="participant_of",
            )
        ]  # fmt: skip
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} on {self.request_id}"


class Survey(Root):
    """The question after closing. Whoever holds the link answers it, without a login; only a digest of it is kept."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="survey")
    digest = models.CharField(max_length=64, unique=True)
    score = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score=None) | models.Q(score__range=(1, 5)), name="survey_score")
        ]
        indexes = [
            models.Index(fields=["answered_at"], condition=models.Q(answered_at__isnull=False), name="survey_answered")
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"survey of {self.request_id}"
