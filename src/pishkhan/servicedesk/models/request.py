"""The request: the root of everything a person sees of a case."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root, StoredFile
from pishkhan.servicedesk.enums import CustomerStatus
from pishkhan.servicedesk.models.catalogue import RequestType


class Request(Root):
    """One filed request. Its number never changes; its answers are replaced only by a correction that was asked for.

    `sent_back` counts returns for correction, `first_answer_at` is when an office first said or did something.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    type = models.ForeignKey(RequestType, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("identity.Enrolment", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey("intake.Submission", on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(unique=True)
    customer_status = models.CharField(max_length=10, choices=CustomerStatus.choices, default=CustomerStatus.NEW)
    status_at = models.DateTimeField()
    open_slot = models.CharField(max_length=60, null=True)
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    sent_back = models.PositiveSmallIntegerField(default=0)
    first_answer_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="request_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "open_slot"], condition=models.Q(closed_at=None), name="request_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-created_at", "-id"], name="request_of_applicant"),
            models.Index(fields=["institution", "-created_at", "-id"], name="request_of_house"),
            models.Index(
                fields=["institution", "created_at"], condition=models.Q(closed_at=None), name="request_open",
                include=["type", "customer_status", "enrolment"],
            ),
            models.Index(
                fields=["institution", "closed_at"], condition=models.Q(closed_at__isnull=False), name="request_closed"
            ),
            models.Index(
                fields=["institution", "first_answer_at"], condition=models.Q(first_answer_at__isnull=False),
                name="request_answered",
            ),
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.number


class NumberSeries(models.Model):
    """The last number given in a series of a Jalali year. Its row is the lock."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "name", "year"], name="series_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.last}"


class Attachment(Root):
    """A file on a request, and whether the student sees it."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60, blank=True)
    title = models.JSONField(default=dict)
    public = models.BooleanField(default=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.file_id)
