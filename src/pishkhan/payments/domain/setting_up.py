"""Terminals and subjects, as those who keep the accounts set them up. Keys of terminals are never read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings as site
from django.db import transaction
from django.db.models import Count

from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.payments.domain import closing
from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.payments.domain.terminals import gateway_of, terminal_of
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt, Subject, Terminal
from pishkhan.payments.providers import protocol
from pishkhan.payments.providers.protocol import Gateway
from pishkhan.payments.providers.table import DEMO_ONLY, GATEWAYS
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

LONGEST_NAME, LONGEST_SETTING, MOST = 80, 4000, 100
UNDER_WAY = (State.TOKEN_OBTAINED, State.REDIRECTED, State.RETURNED)
"""The bank knows the order and nobody has begun to verify it: when the terminal closes, such money goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTerminal:
    """A terminal as somebody wants it. A secret left empty keeps what there is."""

    gateway: str
    name: Mapping[str, str]
    settings: Mapping[str, str] = field(repr=False)


def gateways() -> dict[str, Gateway]:
    """Gateways that can be chosen here; the bank of demonstrations in the demo alone."""
    return {key: each for key, each in GATEWAYS.items() if key not in DEMO_ONLY or site.DEMO}


def terminals_visible_to(actor: Actor) -> list[Terminal]:
    """Every terminal of the institution, oldest first, for those who keep the accounts."""
    if not keeps_accounts(actor):
        return []
    return list(Terminal.objects.filter(institution_id=actor.institution_id))


def under_way(terminal_id: UUID) -> int:
    """Payments whose money goes back by itself when the terminal is switched off now."""
    return Attempt.objects.filter(terminal_id=terminal_id, state__in=UNDER_WAY).count()


@transaction.atomic
def keep_terminal(*, actor: Actor, wanted: WantedTerminal, terminal_id: UUID | None = None, rev: int = 0) -> Terminal:
    """Add a terminal, or change one that still is as its page showed it (`rev`). Nothing is asked of the bank.

    Raises DomainError not_found, terminal_changed, terminals_many; faults by the name of the setting, `name` for the
    Persian name, `gateway` for one that is not offered.
    """
    row = _locked(actor, terminal_id, rev) if terminal_id else _new(actor)
    gateway = GATEWAYS.get(row.gateway) if terminal_id else gateways().get(wanted.gateway)
    if gateway is None:
        raise DomainError("gateway_unknown", field="gateway")
    before, made = dict(row.settings), _settings(gateway, row, wanted.settings)
    name = {lang: clean_display(wanted.name.get(lang, "")).strip()[:LONGEST_NAME] for lang in ("fa", "en")}
    _check(gateway, name, made)
    row.gateway, row.settings = gateway.key, made
    row.name = {lang: words for lang, words in name.items() if words}
    row.rev += 1
    row.save()
    changed = sorted(each for each in made if before.get(each) != made[each])
    _note(actor, row, "terminal.changed" if terminal_id else "terminal.added", {"settings": changed})
    if changed:
        incidents.close_incidents(institution_id=row.institution_id, kind=closing.REFUSED, subject_id=row.id)
    return row


@transaction.atomic
def switch_terminal(*, actor: Actor, terminal_id: UUID, is_open: bool, rev: int) -> Terminal:
    """Open or close a terminal. A closed one begins no payment and takes none that is under way: that money goes back
    to the card by itself. Raises DomainError not_found, terminal_changed."""
    row = _locked(actor, terminal_id, rev)
    row.is_open, row.rev = is_open, row.rev + 1
    row.save(update_fields=["is_open", "rev"])
    _note(actor, row, "terminal.opened" if is_open else "terminal.closed", {"under_way": under_way(row.id)})
    return row


def _new(actor: Actor) -> Terminal:
    if not keeps_accounts(actor):
        raise DomainError("not_found")
    rows = Terminal.objects.filter(institution_id=actor.institution_id)
    keys = set(rows.values_list("key", flat=True))
    if len(keys) >= MOST:
        raise DomainError("terminals_many", most=MOST)
    key = next(key for key in (f"terminal-{n}" for n in range(1, MOST + 2)) if key not in keys)
    return Terminal(institution_id=actor.institution_id, key=key, name={})


def _locked(actor: Actor, terminal_id: UUID, rev: int) -> Terminal:
    rows = Terminal.objects.select_for_update().filter(institution_id=actor.institution_id, id=terminal_id)
    row = rows.first() if keeps_accounts(actor) else None
    if row is None:
        raise DomainError("not_found")
    if row.rev != rev:
        raise DomainError("terminal_changed")
    return row


def _settings(gateway: Gateway, row: Terminal, typed: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for each in gateway.settings:
        value = typed.get(each.name, "").strip()[:LONGEST_SETTING]
        found[each.name] = (value or row.settings.get(each.name, "")) if each.secret else to_latin(value)
    return found


def _check(gateway: Gateway, name: Mapping[str, str], made: Mapping[str, str]) -> None:
    faults = Faults()
    if not name["fa"]:
        faults.note("name", "terminal_name")
    for trouble in gateway.check_config(protocol.Terminal(settings=made, base=site.BANKS_BASE)):
        faults.found.setdefault(trouble.field, DomainError(trouble.code, field=trouble.field))
    if set(faults.found) == {"name"}:
        raise DomainError("terminal_name", field="name")
    faults.check()


def _note(actor: Actor, row: Terminal, action: str, after: Mapping[str, Any]) -> None:
    line = Line(action, "terminal", row.id, after={"key": row.key, "gateway": row.gateway, **after})
    audit.record(actor=actor, stream=row.id, lines=[line])


def subject_counts(institution_id: UUID) -> dict[UUID, int]:
    """How many subjects are paid through each terminal. The caller has decided who may know."""
    rows = Subject.objects.filter(institution_id=institution_id, terminal__isnull=False)
    return dict(rows.order_by().values_list("terminal_id").annotate(Count("id")))


def origins(row: Terminal) -> tuple[str, ...]:
    """Where the payer's browser is sent. Nothing is asked of the bank."""
    return gateway_of(row).origins(terminal_of(row))


def is_complete(row: Terminal) -> bool:
    """Whether the settings can work at all, as far as can be known without asking the bank."""
    return not gateway_of(row).check_config(terminal_of(row))
