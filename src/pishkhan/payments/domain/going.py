"""The payer sets out for the bank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.payments.domain import terminals, transitions
from pishkhan.payments.domain.closing import LOOK
from pishkhan.payments.domain.holding import locked
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt
from pishkhan.payments.providers.protocol import Go
from pishkhan.plumbing.actor import Actor


@dataclass(frozen=True, slots=True)
class Going:
    """Where the browser goes, and which origins its page must allow forms to."""

    go: Go
    origins: tuple[str, ...]


@transaction.atomic
def set_out(*, actor: Actor, attempt_id: UUID) -> Going | None:
    """Send one's own payer on the way; once more when the page is loaded again. None: not yet, or no longer."""
    mine = Attempt.objects.filter(institution_id=actor.institution_id, person_id=actor.me, id=attempt_id)
    row = locked(attempt_id, State.TOKEN_OBTAINED, State.REDIRECTED) if mine.exists() else None
    if row is None:
        return None
    if row.state == State.TOKEN_OBTAINED:
        transitions.move(row, State.REDIRECTED, next_at=timezone.now() + LOOK)
    gateway, terminal = terminals.gateway_of(row), terminals.terminal_of(row.terminal)
    go = gateway.go(terminal, row.token or "", language=row.language)
    return Going(replace(go, url=row.page) if row.page else go, gateway.origins(terminal))
