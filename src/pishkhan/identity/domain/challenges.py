"""One-time codes: asked for, sent by a job, tried. The same for text message, call and e-mail.

A code lives five minutes from the click, fits once, in the browser that asked, and dies with the next one. Names that
nobody has get rows and jobs as well; only the sending is left out, where nobody can watch.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.identity.domain import limits, records, tries
from pishkhan.identity.enums import Purpose, Record
from pishkhan.identity.messages import VerificationCode
from pishkhan.identity.models import Challenge
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Channel, Recipient
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import jobs, sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.rows import Statement

LIFE = timedelta(minutes=5)
TRIES = 5
PER_DAY = 10
CALLS_PER_DAY = 4
DAY = timedelta(days=1)
COOL_DOWN = (60, 60, 120, 300, 600, 900)
"""Seconds between one code and the next, by how many were asked for within a day."""
GRANT = timedelta(minutes=10)
LENGTH = 6

_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtextextended(%(subject)s, 13))")
_COUNT_TRY = Statement(
    "UPDATE identity_challenge SET failures = failures + 1 WHERE id = ("
    " SELECT id FROM identity_challenge WHERE institution_id = %(institution)s AND purpose = %(purpose)s"
    " AND subject = %(subject)s ORDER BY sent_at DESC, id DESC LIMIT 1)"
    " AND flow = %(flow)s AND used_at IS NULL AND expires_at > %(now)s AND failures < %(tries)s"
    " RETURNING id, code_hash, failures"
)
_USE = Statement("UPDATE identity_challenge SET used_at = %(now)s WHERE id = %(id)s AND used_at IS NULL")
_SPEND = Statement(
    "UPDATE identity_challenge SET spent_at = %(now)s"
    " WHERE id = %(id)s AND spent_at IS NULL AND used_at > %(since)s"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a code is about. `index` is of the person or of what was typed, and of the purpose; `flow` of the browser's
    conversation; `destination` empty when there is nobody to send to."""

    purpose: Purpose
    index: str
    flow: str
    person_id: UUID | None = None
    destination: str = ""
    language: str = "fa"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation's code stands. Moments are the server's; `channel` and `until` None before the first code;
    `again_at`: from when on another may be asked for; `spent`: no more today."""

    channel: Channel | None = None
    until: datetime | None = None
    again_at: datetime | None = None
    tries_left: int = 0
    spent: bool = False

    def is_live(self, now: datetime) -> bool:
        return self.until is not None and self.until > now and self.tries_left > 0


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a guess. `challenge_id` only for the right one; `left`: tries that remain, 0 when the code is
    over, whether by time, by use or by guesses."""

    challenge_id: UUID | None
    left: int

    @property
    def right(self) -> bool:
        return self.challenge_id is not None


def flow_index(flow: str) -> str:
    return sealing.blind_index("flow", flow)


def code_hash(challenge_id: UUID, code: str) -> str:
    return sealing.mac("code", f"{challenge_id}:{code}".encode())


def standing(institution_id: UUID, subject: Subject) -> Standing:
    """How the code of a conversation stands: by the newest code of the subject, whoever asked for it."""
    now = timezone.now()
    rows = _of_day(institution_id, subject, now)
    again, spent = _next(rows)
    if not rows or rows[0].flow != subject.flow:
        return Standing(again_at=again, spent=spent)
    newest = rows[0]
    left = 0 if newest.used_at else max(TRIES - newest.failures, 0)
    return Standing(Channel(newest.channel), newest.expires_at, again, left, spent)


def _of_day(institution_id: UUID, subject: Subject, now: datetime) -> list[Challenge]:
    rows = Challenge.objects.filter(
        institution_id=institution_id, purpose=subject.purpose, subject=subject.index, sent_at__gt=now - DAY
    )
    return list(rows.order_by("-sent_at", "-id")[: PER_DAY + 1])


def _next(rows: list[Challenge]) -> tuple[datetime | None, bool]:
    """From when on the next code may be asked for, and whether that is only tomorrow."""
    if not rows:
        return None, False
    if len(rows) >= PER_DAY:
        return rows[PER_DAY - 1].sent_at + DAY, True
    wait = COOL_DOWN[min(len(rows), len(COOL_DOWN)) - 1]
    return rows[0].sent_at + timedelta(seconds=wait), False


def _count_network(actor: Actor) -> None:
    """Codes a day from one network, for known and unknown numbers alike. Raises DomainError too_many."""
    most = notifications.rules_of(actor.institution_id).per_network
    where = f"codes:{actor.institution_id}:{tries.network(actor.network)}"
    limits.count(tries.Limit(where, most, limits.DAY))


@transaction.atomic
def ask(*, actor: Actor, subject: Subject, channel: Channel) -> Challenge:
    """Have a new code sent; the one before is dead from now on.

    Raises DomainError code_wait (`seconds`), codes_spent (`hours`), calls_spent, too_many: nothing is sent.
    """
    now, institution_id = timezone.now(), actor.institution_id
    _count_network(actor)
    _LOCK.row(subject=subject.index)
    rows = _of_day(institution_id, subject, now)
    again, spent = _next(rows)
    if again and again > now:
        left = (again - now).total_seconds()
        if spent:
            raise DomainError("codes_spent", hours=ceil(left / 3600))
        raise DomainError("code_wait", seconds=ceil(left))
    if channel is Channel.VOICE and sum(row.channel == Channel.VOICE for row in rows) >= CALLS_PER_DAY:
        raise DomainError("calls_spent")
    row = Challenge.objects.create(
        institution_id=institution_id, purpose=subject.purpose, subject=subject.index, flow=subject.flow,
        person_id=subject.person_id, channel=channel, destination=subject.destination, sent_at=now,
        expires_at=now + LIFE, network=actor.network,
    )  # fmt: skip
    records.note(actor=actor, person_id=subject.person_id, record=Record.CODE_ASKED, channel=channel.value)
    from pishkhan.identity.tasks import send_code  # tasks need the app registry

    jobs.defer(send_code, priority=20, challenge_id=str(row.id), language=subject.language)
    return row


def send(challenge_id: UUID, language: str) -> None:
    """Draw the code and put it on its way: once, however often the job runs. While somebody has said «this wasn't me»,
    nothing goes to a telephone that may be the thief's; the page says the same as to everybody."""
    from pishkhan.identity.domain import not_me  # it shuts doors, which ends codes

    with transaction.atomic():
        row = Challenge.objects.select_for_update().filter(id=challenge_id).first()
        if row is None or row.code_hash or row.expires_at <= timezone.now():
            return
        code = str(secrets.randbelow(10**LENGTH)).zfill(LENGTH)
        row.code_hash = code_hash(row.id, code)
        row.save(update_fields=["code_hash"])
        if row.destination and not (row.person_id and not_me.is_alarmed(row.person_id)):
            _hand_on(row, code, language)


def _hand_on(row: Challenge, code: str, language: str) -> None:
    by_mail = row.channel == Channel.EMAIL
    recipient = Recipient(
        institution_id=row.institution_id, person_id=row.person_id, mobile="" if by_mail else row.destination,
        email=row.destination if by_mail else "", language=language,
    )  # fmt: skip
    message = VerificationCode(
        code=code, minutes=int(LIFE.total_seconds() // 60), host=organisation.host_of(row.institution_id),
        until=row.expires_at,
    )  # fmt: skip
    # The cap of the network was counted when the code was asked for, for numbers that nobody has as well. That of the
    # number is not told: the page says to look at the number or to call, as it says to everybody.
    with suppress(DomainError), transaction.atomic():
        notifications.send(recipient=recipient, message=message, channels=[Channel(row.channel)])


def try_code(*, actor: Actor, subject: Subject, typed: str) -> Tried:
    """Try a code. The try is counted before it is compared, in a transaction of its own: guesses in parallel do not
    get more tries than guesses in a row."""
    now, code = timezone.now(), bare(typed[:40])
    found = _COUNT_TRY.row(
        institution=actor.institution_id, purpose=subject.purpose.value, subject=subject.index, flow=subject.flow,
        now=now, tries=TRIES,
    )  # fmt: skip
    challenge_id, wanted, failures = found or (UUID(int=0), "", TRIES)
    fits = hmac.compare_digest(code_hash(challenge_id, code), wanted or "-")
    if fits and _USE.touched(now=now, id=challenge_id):
        records.note(actor=actor, person_id=subject.person_id, record=Record.CODE_RIGHT)
        return Tried(challenge_id, TRIES - failures)
    if found:
        records.note(actor=actor, person_id=subject.person_id, record=Record.CODE_WRONG)
    return Tried(None, TRIES - failures)


def may_spend(challenge_id: UUID, person_id: UUID) -> bool:
    """Whether a solved code of this person still gives the right to set a password."""
    rows = Challenge.objects.filter(id=challenge_id, person_id=person_id, used_at__gt=timezone.now() - GRANT)
    return rows.filter(spent_at=None).exists()


def give_back(challenge_id: UUID) -> None:
    """Undo `spend`: what the right was taken for did not happen."""
    Challenge.objects.filter(id=challenge_id).update(spent_at=None)


def spend(challenge_id: UUID) -> bool:
    """Use that right up; whether it was still there."""
    now = timezone.now()
    return bool(_SPEND.touched(id=challenge_id, now=now, since=now - GRANT))


def forget_old() -> int:
    """Drop what no cap looks back to any more."""
    return Challenge.objects.filter(sent_at__lt=timezone.now() - 2 * DAY).delete()[0]
