"""The university's directory, where accounts live when one is configured."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.fields import SealedTextField
from pishkhan.plumbing.models import Root


class DirectoryAccount(Root):
    """How an institution's Active Directory is reached, and what its password policy was when last read.

    `trouble`: why the last call failed, empty when it did not. `seen_stamp`: up to where changes of passwords were
    looked at."""

    institution = models.OneToOneField("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=636)
    base_dn = models.CharField(max_length=400)
    upn_suffix = models.CharField(max_length=253, blank=True)
    bind_dn = models.CharField(max_length=400)
    secret = SealedTextField(blank=True)
    ca_pem = models.TextField(blank=True)
    is_on = models.BooleanField(default=False)
    policy = models.JSONField(default=dict)
    policy_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=30, blank=True)
    trouble_code = models.CharField(max_length=60, blank=True)
    seen_stamp = models.BigIntegerField(null=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.host
