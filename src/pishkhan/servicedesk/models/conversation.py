"""Comments, returns for correction, and what was read."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models.request import Request


class Comment(Root):
    """One message or note. `office_id` is the office it was written at; null for the student."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    office_id = models.UUIDField(null=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    body = models.TextField()
    reply_by = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["request", "created_at", "id"], name="comment_of_request")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.visibility} on {self.request_id}"


class Return(Root):
    """A station that asks the student to mend named answers (B18). One open return per task."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="returns")
    task_id = models.UUIDField()
    office_id = models.UUIDField(null=True)
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    reason = models.TextField()
    reply_by = models.DateField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task_id"], condition=models.Q(answered_at=None), name="return_one_open"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="return_made")]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"return of {self.request_id}"


class ReadMark(models.Model):
    """How far a person has read a request's conversation."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="read_mark_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.request_id}"
