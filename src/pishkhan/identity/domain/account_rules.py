"""What an institution decided about accounts, or what the house starts with."""

from __future__ import annotations

from uuid import UUID

from pishkhan.identity.models import AccountRules
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 5


def rules_of(institution_id: UUID) -> AccountRules:
    """The rules in force, remembered for a few seconds per process."""
    found = remembered(f"account-rules.{institution_id}", REMEMBERED, lambda: read_rules(institution_id))
    assert found is not None
    return found


def read_rules(institution_id: UUID) -> AccountRules:
    """The rules as they are now, for who changes them."""
    found = AccountRules.objects.filter(institution_id=institution_id).first()
    return found or AccountRules(institution_id=institution_id)
