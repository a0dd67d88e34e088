"""What a station keeps besides its form: visits, letters, things handed over."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root


class Visit(Root):
    """«مراجعه حضوری دانشجو الزامی است»: why, what to bring, where, when (C7, F4). One open per task."""

    class Outcome(models.TextChoices):
        CAME = "came"
        NO_SHOW = "no_show"
        NOT_NEEDED = "not_needed"

    request = models.ForeignKey("servicedesk.Request", on_delete=models.CASCADE, related_name="+")
    task_id = models.UUIDField()
    office_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500)
    bring = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    asked_by = models.UUIDField()
    times_told = models.PositiveSmallIntegerField(default=1)
    told_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task_id"], condition=models.Q(closed_at=None), name="visit_one_open"
            )
        ]
        indexes = [models.Index(fields=["request", "created_at"], name="visit_of_request")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"visit for {self.task_id}"


class Letter(Root):
    """A secretariat's number, unique per secretariat and Jalali year, never changed (B21)."""

    request = models.ForeignKey("servicedesk.Request", on_delete=models.PROTECT, related_name="+")
    task_id = models.UUIDField()
    secretariat_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40)
    number_key = models.CharField(max_length=60)
    dated = models.DateField()
    by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secretariat_id", "year", "number_key"], name="letter_number_once")
        ]
        indexes = [models.Index(fields=["request"], name="letter_of_request")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.number


class HandOver(Root):
    """Something that changed hands: the student card received or declared lost, documents given (C1, C4, F6)."""

    class Item(models.TextChoices):
        CARD = "card"
        DOCUMENTS = "documents"

    class State(models.TextChoices):
        RECEIVED = "received"
        LOST = "lost"
        GIVEN = "given"

    request = models.ForeignKey("servicedesk.Request", on_delete=models.PROTECT, related_name="+")
    task_id = models.UUIDField()
    office_id = models.UUIDField(null=True)
    item = models.CharField(max_length=12, choices=Item.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    reference = models.CharField(max_length=100, blank=True)
    by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["request"], name="handover_of_request")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.item} {self.state}"
