"""What an institution decided about accounts, or what the house starts with."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.cache import caches
from django.db import transaction

from pishkhan.identity.enums import CaptchaKind, SecondFactor
from pishkhan.identity.models import AccountRules
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 5
NUMBERS: Mapping[str, tuple[int, int]] = {
    "idle_minutes": (3, 240), "kiosk_idle_minutes": (3, 60), "absolute_hours": (1, 24), "password_length": (8, 64),
}  # fmt: skip
"""Column → the least and the most. The floor of a password's length is also the table's."""
CHOICES: Mapping[str, list[str]] = {"second_factor": SecondFactor.values, "captcha": CaptchaKind.values}
COLUMNS = (*NUMBERS, "password_digit", *CHOICES)


def rules_of(institution_id: UUID) -> AccountRules:
    """The rules in force, remembered for a few seconds per process."""
    found = remembered(_name(institution_id), REMEMBERED, lambda: read_rules(institution_id))
    assert found is not None
    return found


def read_rules(institution_id: UUID) -> AccountRules:
    """The rules as they are now, for who changes them."""
    found = AccountRules.objects.filter(institution_id=institution_id).first()
    return found or AccountRules(institution_id=institution_id)


def stamp_of(rules: AccountRules) -> dict[str, object]:
    """The rules as a page shows them: what they must still be when its form comes back."""
    return {name: getattr(rules, name) for name in COLUMNS}


@transaction.atomic
def set_rules(*, actor: Actor, wanted: Mapping[str, object], seen: Mapping[str, object]) -> None:
    """Change the rules from those of `seen` to the wanted. Sessions that are open keep their absolute end.

    Raises DomainError not_found, rules_changed; limit_wrong or choice_wrong by field, several at once as Several.
    """
    if not actor.is_administrator:
        raise DomainError("not_found")
    _check(wanted)
    AccountRules.objects.get_or_create(institution_id=actor.institution_id)
    row = AccountRules.objects.select_for_update().get(institution_id=actor.institution_id)
    before = stamp_of(row)
    if before != dict(seen):
        raise DomainError("rules_changed")
    for name in COLUMNS:
        setattr(row, name, wanted[name])
    row.save()
    caches["local"].set(_name(actor.institution_id), row, REMEMBERED)
    line = Line("account_rules.changed", "institution", actor.institution_id, before=before, after=stamp_of(row))
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])


def _check(wanted: Mapping[str, object]) -> None:
    faults = Faults()
    for name, (least, most) in NUMBERS.items():
        value = wanted[name]
        if not isinstance(value, int) or not least <= value <= most:
            faults.note(name, "limit_wrong", field=name, least=least, most=most)
    for name, possible in CHOICES.items():
        if wanted[name] not in possible:
            faults.note(name, "choice_wrong", field=name)
    faults.check()


def _name(institution_id: UUID) -> str:
    return f"account-rules.{institution_id}"


@transaction.atomic
def set_sources(*, actor: Actor, owners: Mapping[str, str], seen: Mapping[str, str]) -> None:
    """Name the only source that may change a field, by field; a field that is not named follows whoever wrote it first.
    Raises DomainError not_found, rules_changed (somebody else changed them since the page was drawn)."""
    if not actor.is_administrator:
        raise DomainError("not_found")
    AccountRules.objects.get_or_create(institution_id=actor.institution_id)
    row = AccountRules.objects.select_for_update().get(institution_id=actor.institution_id)
    before = dict(row.sources)
    if before != dict(seen):
        raise DomainError("rules_changed")
    row.sources = {field: name for field, name in owners.items() if name}
    row.save(update_fields=["sources"])
    caches["local"].set(_name(actor.institution_id), row, REMEMBERED)
    line = Line("account_rules.sources", "institution", actor.institution_id, before=before, after=row.sources)
    audit.record(actor=actor, stream=actor.institution_id, lines=[line])
