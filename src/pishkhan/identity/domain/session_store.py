"""The store behind SESSION_ENGINE: sessions with whose they are and how long they live. Every page reads one, so that
statement is kept, and it brings the person along."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from pishkhan.identity.domain.queries.people import beside_person
from pishkhan.identity.models import AccountRules, LoginSession, Person
from pishkhan.plumbing.kept import kept

SELDOM = timedelta(minutes=1)
"""Use is written down at most this often."""
_COLUMNS = ("person_id", "started_at", "seen_at", "ends_at", "network", "agent", "kiosk")
_READ = ("session_key", "session_data", "expire_date", *_COLUMNS)


@kept
def _with_person(*, key: str, now: datetime, today: date) -> QuerySet[Person]:
    rows = Person.objects.filter(sessions__session_key=key, sessions__expire_date__gt=now, is_active=True)
    return rows.annotate(**beside_person(today), **{f"session_{name}": F(f"sessions__{name}") for name in _READ})


@kept
def _living(*, key: str, now: datetime) -> QuerySet[LoginSession]:
    return LoginSession.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(Stored):
    """`row` is the session's row as it was read or began, `person` whose it is, with what every page needs."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: LoginSession | None = None
        self.person: Person | None = None

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def begin(self, *, person: Person, network: str, agent: str, kiosk: bool, rules: AccountRules) -> None:
        """A person has just logged in here."""
        now = timezone.now()
        ends = now + timedelta(hours=rules.absolute_hours)
        self.row = LoginSession(
            person_id=person.id, started_at=now, seen_at=now, ends_at=ends, network=network, agent=agent, kiosk=kiosk,
            expire_date=min(now + idle_time(rules, kiosk=kiosk), ends),
        )  # fmt: skip
        self.modified = True

    def touch(self, idle: timedelta) -> None:
        """The person did something: the session lives on, at most to its end. Written when that says anything new."""
        now, row = timezone.now(), self.row
        if row is None or row.ends_at is None:
            return
        end = min(now + idle, row.ends_at)
        if row.seen_at and now - row.seen_at < SELDOM and end - row.expire_date < SELDOM:
            return
        row.seen_at, row.expire_date = now, end
        LoginSession.objects.filter(session_key=self.session_key).update(seen_at=now, expire_date=row.expire_date)

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        """The row as it is to be written."""
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        row = LoginSession(session_key=key, session_data=self.encode(data))
        who = data.get(SESSION_KEY)
        if who is None:
            row.expire_date = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
            return row
        if self.row is None or str(self.row.person_id) != who:
            self.begin(person=Person(id=who), network="", agent="", kiosk=False, rules=AccountRules())
        assert self.row is not None
        for name in (*_COLUMNS, "expire_date"):
            setattr(row, name, getattr(self.row, name))
        return row

    def save(self, must_create: bool = False) -> None:
        """Raises CreateError when the key is taken, UpdateError when the session is gone."""
        if self.session_key is None:
            return self.create()
        known = self.row
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(data)
        if must_create:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:
                raise CreateError from None
            return None
        # How long it lives is written by `touch`: another page may have done so meanwhile.
        lives_on = known is not None and known.session_data and known.person_id == row.person_id
        names = ("session_data",) if lives_on else ("session_data", "expire_date", *_COLUMNS)
        found = LoginSession.objects.filter(session_key=row.session_key)
        if not found.update(**{name: getattr(row, name) for name in names}):
            raise UpdateError
        if self.row is not None:
            self.row.session_data = row.session_data
        return None

    def delete(self, session_key: str | None = None) -> None:
        LoginSession.objects.filter(session_key=session_key or self.session_key).delete()

    def _get_session_from_db(self) -> LoginSession | None:
        self.person, self.row = _read(self.session_key) if self.session_key else (None, None)
        if self.row is None:
            self._session_key = None
        return self.row


def idle_time(rules: AccountRules, *, kiosk: bool) -> timedelta:
    """How long nothing may happen."""
    return timedelta(minutes=rules.kiosk_idle_minutes if kiosk else rules.idle_minutes)


def _read(key: str) -> tuple[Person | None, LoginSession | None]:
    now = timezone.now()
    if found := _with_person(key=key, now=now, today=timezone.localdate()):
        person = found[0]
        return person, LoginSession(**{name: person.__dict__.pop(f"session_{name}") for name in _READ})
    alone = _living(key=key, now=now)
    return None, alone[0] if alone else None
