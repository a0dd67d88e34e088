"""Keys of an institution: one signs, the retired ones still vouch for what they signed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.clearance.models import SigningKey
from pishkhan.clearance.paper import keys as paper_keys
from pishkhan.organisation import api as organisation

VALID_YEARS = 10


@transaction.atomic
def active_key(institution_id: UUID) -> SigningKey:
    """The key that signs, made now if the institution has none yet."""
    found = SigningKey.objects.filter(institution_id=institution_id, retired_at=None).first()
    if found:
        return found
    institution = organisation.institution(institution_id)
    key, certificate = paper_keys.new_key_and_certificate(
        institution.name["fa"], institution.name.get("en") or institution.slug, valid_years=VALID_YEARS,
        at=timezone.now(),
    )  # fmt: skip
    return SigningKey.objects.create(
        institution_id=institution_id, key=key.decode(), certificate=certificate.decode()
    )


@transaction.atomic
def replace_key(*, institution_id: UUID, p12: bytes, password: str) -> SigningKey:
    """Sign with the key of a .p12 from now on. Raises Invalid as `paper.keys.load_p12`."""
    loaded = paper_keys.load_p12(p12, password, at=timezone.now())
    SigningKey.objects.filter(institution_id=institution_id, retired_at=None).update(retired_at=timezone.now())
    return SigningKey.objects.create(
        institution_id=institution_id, key=loaded.key.decode(), certificate=loaded.certificate.decode(),
        chain=[part.decode() for part in loaded.chain],
    )  # fmt: skip


def trusted(institution_id: UUID) -> list[bytes]:
    """Every certificate the institution ever signed with."""
    rows = SigningKey.objects.filter(institution_id=institution_id).order_by("created_at")
    return [row.certificate.encode() for row in rows]
