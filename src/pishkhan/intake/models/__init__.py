"""Form versions, drafts, submissions."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root


class FormVersion(Root):
    """A published form. Never changed: a change is the next number. Option lists are kept as they were."""

    institution_id = models.UUIDField()
    key = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    schema = models.JSONField()
    options = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution_id", "key", "number"], name="form_version_once")
        ]
        ordering = ["key", "number"]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"


class Draft(Root):
    """What a person has typed so far, as typed. One per person, purpose and subject; never filed by itself."""

    institution_id = models.UUIDField()
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    raw = models.JSONField(default=dict)
    sealed = SealedJSONField(blank=True)
    rev = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose", "subject_id"], name="draft_once")
        ]
        ordering = ["-saved_at", "id"]

    def __str__(self) -> str:
        return f"{self.purpose} rev {self.rev}"


class Submission(Root):
    """Answers as accepted, and the record they were held against. Sensitive answers lie sealed only."""

    institution_id = models.UUIDField()
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    answers = models.JSONField(default=dict)
    sealed = SealedJSONField(blank=True)
    record = SealedJSONField(blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"submission {self.pk}"


__all__ = ["Draft", "FormVersion", "Submission"]
