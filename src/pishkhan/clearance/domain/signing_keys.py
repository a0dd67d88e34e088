"""Keys of an institution: one signs, the retired ones still vouch for what they signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from pishkhan.clearance.models import Certificate, SigningKey
from pishkhan.clearance.paper import keys as paper_keys
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line
from pishkhan.workflow.api import NotYours

VALID_YEARS = 10
WARNED_DAYS = 30
LARGEST_P12 = 64 * 1024
"""Bytes of a .p12 file; one with a long chain of certificates has ten thousand."""


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A key as people may see it: never its private half. `signed` counts the certificates it signed."""

    facts: paper_keys.Facts
    begun_at: datetime
    retired_at: datetime | None
    signed: int = 0

    def ends_soon(self) -> bool:
        """Whether it signs now and will not any more in a month: authorities take their time for a new one."""
        return self.retired_at is None and self.facts.until < timezone.now() + timedelta(days=WARNED_DAYS)

    @property
    def fingerprint(self) -> str:
        """In groups of four, to be compared by eye."""
        whole = self.facts.fingerprint
        return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


@transaction.atomic
def active_key(institution_id: UUID) -> SigningKey:
    """The key that signs, made now if the institution has none yet."""
    found = SigningKey.objects.filter(institution_id=institution_id, retired_at=None).first()
    if found:
        return found
    audit.hold(institution_id)
    if found := SigningKey.objects.filter(institution_id=institution_id, retired_at=None).first():
        return found
    institution = organisation.institution(institution_id)
    key, certificate = paper_keys.new_key_and_certificate(
        institution.name["fa"], institution.name.get("en") or institution.slug, valid_years=VALID_YEARS,
        at=timezone.now(),
    )  # fmt: skip
    return SigningKey.objects.create(
        institution_id=institution_id, key=key.decode(), certificate=certificate.decode()
    )


def may_replace(actor: Actor) -> bool:
    """Administrators, and whoever may run commands on the server."""
    return actor.is_administrator or actor.via is Via.JOB


@transaction.atomic
def replace_key(*, actor: Actor, p12: bytes, password: str) -> KeyCard:
    """Sign with the key of a .p12 from now on; the key before is retired and goes on vouching for what it signed.

    Raises NotYours, and Invalid as `paper.keys.load_p12`, p12_large, or p12_same for the key that signs already.
    """
    if not may_replace(actor):
        raise NotYours
    if len(p12) > LARGEST_P12:
        raise Invalid("p12_large")
    now = timezone.now()
    loaded = paper_keys.load_p12(p12, password, at=now)
    facts = paper_keys.facts(loaded.certificate)
    rows = SigningKey.objects.filter(institution_id=actor.institution_id)
    # Of two who replace the key at once, the second waits here and then sees the first one's.
    audit.hold(actor.institution_id)
    before = rows.filter(retired_at=None).first()
    old = paper_keys.facts(before.certificate.encode()).fingerprint if before else ""
    if old == facts.fingerprint:
        raise Invalid("p12_same")
    rows.filter(retired_at=None).update(retired_at=now)
    row = SigningKey.objects.create(
        institution_id=actor.institution_id, key=loaded.key.decode(), certificate=loaded.certificate.decode(),
        chain=[part.decode() for part in loaded.chain],
    )  # fmt: skip
    line = Line(
        "signing_key.replaced", "signing_key", row.id, before={"fingerprint": old},
        after={"fingerprint": facts.fingerprint},
    )  # fmt: skip
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])
    return card(row)


def key_in_force(institution_id: UUID) -> SigningKey:
    """The key that signs, while its certificate says that it may. Raises DomainError("key_expired")."""
    row = active_key(institution_id)
    facts = paper_keys.facts(row.certificate.encode())
    if not facts.since <= timezone.now() <= facts.until:
        raise DomainError("key_expired", until=facts.until.isoformat())
    return row


def card(row: SigningKey, *, signed: int = 0) -> KeyCard:
    """What anybody may know of a key."""
    return KeyCard(paper_keys.facts(row.certificate.encode()), row.created_at, row.retired_at, signed)


def keys(actor: Actor) -> list[KeyCard]:
    """The institution's keys, the one that signs first. Empty for those who may not replace it."""
    rows: QuerySet[SigningKey] = SigningKey.objects.none()
    if may_replace(actor):
        rows = SigningKey.objects.filter(institution_id=actor.institution_id)
    counted = Certificate.objects.filter(key=OuterRef("pk")).order_by().values("key").annotate(n=Count("id"))
    rows = rows.annotate(signed=Coalesce(Subquery(counted.values("n")), 0))
    return [card(row, signed=row.signed) for row in rows.order_by("-created_at")]


def trusted(institution_id: UUID) -> list[bytes]:
    """Every certificate the institution ever signed with."""
    rows = SigningKey.objects.filter(institution_id=institution_id).order_by("created_at")
    return [row.certificate.encode() for row in rows]
