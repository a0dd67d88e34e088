"""Registering by oneself: the profiles a university offers, the registrations under way, and who has registered."""

from __future__ import annotations

from django.db import models

from pishkhan.identity.enums import Stage
from pishkhan.plumbing.fields import SealedJSONField
from pishkhan.plumbing.models import Root


class RegistrationProfile(Root):
    """A way to register, as the pack describes it: terms, fields, steps, the profile to complete and who approves."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    definition = models.JSONField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="registration_profile_once")]
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Registration(Root):
    """A registration under way. No person exists before both codes were right; then the row is emptied."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    profile = models.ForeignKey(RegistrationProfile, on_delete=models.CASCADE, related_name="+")
    flow = models.CharField(max_length=64)
    terms_version = models.CharField(max_length=40)
    terms_at = models.DateTimeField()
    answers = SealedJSONField(blank=True)
    password = models.CharField(max_length=128, blank=True)
    mobile_at = models.DateTimeField(null=True)
    email_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(null=True)
    network = models.CharField(max_length=45, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow"], name="registration_once")]
        indexes = [models.Index(fields=["expires_at"], name="registration_age")]
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class Applicant(Root):
    """Somebody who registered by themselves, until and after an office approves (E19 to E21). `dies_on`: the day on
    which an account nobody completed is deleted (E20); null once a profile was saved. `reminded`: days before it of
    the last reminder."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField("identity.Person", on_delete=models.CASCADE, related_name="applicant")
    profile = models.ForeignKey(RegistrationProfile, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.REGISTERED)
    terms_version = models.CharField(max_length=40)
    terms_at = models.DateTimeField()
    answers = SealedJSONField(blank=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    dies_on = models.DateField(null=True)
    reminded = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "submitted_at"], name="applicant_waiting",
                condition=models.Q(stage=Stage.WAITING),
            ),
            models.Index(fields=["dies_on"], name="applicant_dying", condition=models.Q(dies_on__isnull=False)),
        ]
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.stage} {self.person_id}"
