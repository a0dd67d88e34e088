"""Other systems of the university that let people in by our word."""

from __future__ import annotations

from django.db import models

from pishkhan.plumbing.models import Root


class RelyingParty(Root):
    """An OpenID Connect client and the institution whose people it may know."""

    institution = models.ForeignKey("organisation.Institution", on_delete=models.CASCADE, related_name="+")
    client = models.OneToOneField("allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="party")
    logout_url = models.URLField(blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return str(self.client_id)
