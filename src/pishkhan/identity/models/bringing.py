"""People's data from elsewhere: files brought in, and the tokens of machines that push."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pishkhan.plumbing.models import Root


class PeopleImport(Root):
    """A file or a push of people's data: tried dry first, then brought in. `rows` lists what was wrong, by line."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    file_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True)
    dry = models.BooleanField(default=True)
    state = models.CharField(max_length=12, default="waiting")
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["institution", "-created_at"], name="people_imports")]
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ApiToken(Root):
    """A key to the API. Only a digest is kept; `prefix` tells tokens apart on the screen.

    Without a `person` it is a machine's, of nobody in particular; with one, who holds it does what that person may.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_by = models.UUIDField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.name
