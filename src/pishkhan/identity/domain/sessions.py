"""Sessions in the database, as Django keeps them; every page reads one, so that statement is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.plumbing.kept import kept


@kept
def _living(*, key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(Stored):
    """The engine named by SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        found = _living(key=self.session_key, now=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        return found[0]
