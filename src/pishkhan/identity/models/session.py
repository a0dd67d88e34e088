"""Sessions, with whose they are: so that a person can see and end them."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class LoginSession(AbstractBaseSession):
    """A browser's session. `expire_date` moves with use, at most to `ends_at`; `seen_at` is written once a minute."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    network = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    kiosk = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_session"
        ordering = ["-started_at", "session_key"]
        indexes = [models.Index(fields=["person"], name="session_of_person")]

    @classmethod
    def get_session_store_class(cls) -> type:
        from pishkhan.identity.domain.sessions import SessionStore  # the store needs this model

        return SessionStore
