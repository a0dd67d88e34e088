"""What can be asked for: groups, and types inside them (B5)."""

from __future__ import annotations

from django.db import models

from pishkhan.organisation.api import Origin
from pishkhan.plumbing.models import Root


class RequestGroup(Root):
    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=60)
    name = models.JSONField()
    summary = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="group_key_once")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key


class RequestType(Root):
    """A service. Between `opens_at` and `closes_at` (null: no bound) it takes requests.

    `open_slot` names what an enrolment may have open only once (C3). `rules` holds who may use it, its documents,
    guides and what happens next, as the pack says.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(RequestGroup, on_delete=models.PROTECT, related_name="types")
    key = models.SlugField(max_length=60)
    name = models.JSONField()
    summary = models.JSONField(default=dict)
    form_key = models.SlugField(max_length=60)
    process_key = models.SlugField(max_length=60)
    process_version_id = models.UUIDField(null=True)
    open_slot = models.CharField(max_length=60, blank=True)
    certificate = models.BooleanField(default=False)
    rules = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PACK)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="type_key_once")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key


class ServiceDraft(Root):
    """A service as an administrator is drawing it up; published, it becomes a type, a form and a process.

    `content`: `type` (name, summary, group, rules, times), `form` (the schema), `options` (its own lists) and `steps`
    (office, role, title, deadline, what may be done). `rev` counts saves, so that two editors do not overwrite.
    """

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=60)
    content = models.JSONField(default=dict)
    rev = models.PositiveIntegerField(default=0)
    author_id = models.UUIDField()
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "key"], condition=models.Q(published_at=None), name="service_draft_once"
            )
        ]
        ordering = ["-saved_at", "id"]

    def __str__(self) -> str:
        return f"draft of {self.key}"
