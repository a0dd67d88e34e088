"""Whether people may register by themselves."""

from __future__ import annotations

from uuid import UUID

from pishkhan.identity.models import RegistrationProfile
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 10
"""Seconds per process; many pages show the way there."""


def takes_registrations(institution_id: UUID) -> bool:
    """Whether the institution has a registration profile that is open. Else accounts are made by the university."""

    def find() -> bool:
        return RegistrationProfile.objects.filter(institution_id=institution_id, is_open=True).exists()

    return bool(remembered(f"registers.{institution_id}", REMEMBERED, find))
