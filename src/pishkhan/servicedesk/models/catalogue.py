"""What can be asked for: groups, and types inside them (B5)."""

from __future__ import annotations

from django.db import models

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
    """A service.

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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="type_key_once")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.key
