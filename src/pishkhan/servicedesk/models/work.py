"""What clerks keep for themselves: filters, canned replies, lists to take away."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root, StoredFile


class SavedFilter(Root):
    """A way to look at the inbox: what it asks for and the columns it shows. With an office, its colleagues have it
    too."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    office_id = models.UUIDField(null=True)
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="filter_name_once")]
        indexes = [
            models.Index(fields=["office_id"], condition=models.Q(office_id__isnull=False), name="filter_of_office")
        ]
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return self.name


class CannedReply(Root):
    """A text an office says often. `{name}`, `{number}`, `{service}`, `{office}`, `{deadline}` are filled in. Without
    an office everybody has it."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    office_id = models.UUIDField(null=True)
    title = models.CharField(max_length=80)
    body = models.TextField()
    made_by = models.UUIDField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "office_id"], condition=models.Q(archived_at=None), name="canned_of_office"
            )
        ]
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Export(Root):
    """A list being written to a file in the background. `query` is what the page asked for, sealed:
    people look for numbers of people. `done` of `total` rows."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    query = SealedJSONField(default=dict)
    format = models.CharField(max_length=4)
    language = models.CharField(max_length=5, default="fa")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at", "-id"], name="exports_of_person")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
