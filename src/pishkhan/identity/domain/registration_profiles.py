"""The ways to register by oneself that an institution offers, as its pack describes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from pishkhan.identity.models import RegistrationProfile
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 5
"""Seconds per process; loading a pack forgets them in its own process at once."""


def put_registration_profile(*, institution_id: UUID, key: str, position: int, definition: Mapping[str, Any]) -> bool:
    """Create the profile, or open it and bring it up to date; whether anything changed."""
    values = {"position": position, "definition": dict(definition), "is_open": True}
    found = RegistrationProfile.objects.filter(institution_id=institution_id, key=key).first()
    if found is None:
        RegistrationProfile.objects.create(institution_id=institution_id, key=key, **values)
        return True
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, values[name])
    if changed:
        found.save(update_fields=changed)
    return bool(changed)


def close_other_registration_profiles(*, institution_id: UUID, keys: Collection[str]) -> list[str]:
    """Close the profiles not named; who registered by them stays. The keys closed now."""
    rows = RegistrationProfile.objects.filter(institution_id=institution_id, is_open=True).exclude(key__in=keys)
    closed = list(rows.order_by("key").values_list("key", flat=True))
    rows.update(is_open=False)
    return closed


def registration_profiles(institution_id: UUID) -> list[RegistrationProfile]:
    """The open profiles in the pack's order; the first is the one «ثبت نام» opens."""
    rows = RegistrationProfile.objects.filter(institution_id=institution_id, is_open=True)
    return remembered(f"registration-profiles.{institution_id}", REMEMBERED, lambda: list(rows)) or []


def registration_profile(institution_id: UUID, key: str) -> RegistrationProfile | None:
    """An open profile by its key."""
    return next((each for each in registration_profiles(institution_id) if each.key == key), None)
