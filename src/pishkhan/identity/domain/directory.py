"""The settings of an institution's directory, and what it asks of passwords."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from pishkhan.identity.domain import directory_calls as calls
from pishkhan.identity.domain import directory_health as health
from pishkhan.identity.domain.directory_wanted import AIMS, Wanted, check, kinds
from pishkhan.identity.models import DirectoryAccount
from pishkhan.identity.providers.protocol import Failed, Outcome, Policy
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

__all__ = ["Wanted", "account", "check_directory", "kinds", "most_failures", "policy_of", "put_directory", "switch_off"]
OURS_STAYS_BELOW = 2
"""So many failures of the directory's own limit are left to its owner at other doors, such as mail."""


def account(actor: Actor) -> DirectoryAccount | None:
    """The settings, for administrators; nothing for anybody else."""
    if not actor.is_administrator:
        return None
    return DirectoryAccount.objects.filter(institution_id=actor.institution_id).first()


def policy_of(institution_id: UUID) -> Policy | None:
    """What the directory asks of passwords, as last read; None where passwords live here."""
    row = calls.in_force(institution_id)
    return policy_in(row) if row else None


def policy_in(row: DirectoryAccount) -> Policy:
    return Policy(**{name: row.policy[name] for name in asdict(Policy()) if name in row.policy})


def most_failures(institution_id: UUID) -> int | None:
    """How many wrong passwords may reach the directory before it would lock the account, with some to spare. None: it
    locks nobody, or there is none."""
    policy = policy_of(institution_id)
    if policy is None or not policy.threshold:
        return None
    return max(1, policy.threshold - OURS_STAYS_BELOW)


def put_directory(*, actor: Actor, wanted: Wanted, rev: int = 0) -> DirectoryAccount:
    """Keep the settings. A directory is taken into use only when it answers now, and by our account.

    Raises DomainError not_found, directory_changed; Invalid or Several by field: kind, host, port, base_dn, bind_dn,
    upn_suffix, ca_pem, secret (setting_missing, secret_again), is_on (directory_unready with `why`).
    """
    if not actor.is_administrator:
        raise DomainError("not_found")
    row = account(actor) or DirectoryAccount(institution_id=actor.institution_id)
    moved = row.rev and any(getattr(row, name) != getattr(wanted, name) for name in AIMS)
    check(wanted, again=bool(moved and row.secret and not wanted.secret), has_secret=bool(row.secret))
    before = _told(row)
    _fill(row, wanted)
    policy = _policy_now(row) if wanted.is_on else None
    with transaction.atomic():
        kept = DirectoryAccount.objects.select_for_update().filter(institution_id=actor.institution_id).first()
        if (kept.rev if kept else 0) != rev:
            raise DomainError("directory_changed")
        row.rev = rev + 1
        if policy:
            _note_policy(row, policy)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # another began it at the same moment
            raise DomainError("directory_changed") from None
        if policy or not row.is_on:
            health.over(row)
        line = Line("directory.changed", "directory", row.id, before=before, after=_told(row))
        audit.record(actor=actor, stream=row.id, lines=[line])
    calls.forget(row.institution_id)
    return row


def _fill(row: DirectoryAccount, wanted: Wanted) -> None:
    for name in (*AIMS, "base_dn", "bind_dn", "upn_suffix", "is_on"):
        setattr(row, name, getattr(wanted, name))
    if wanted.secret:
        row.secret = wanted.secret


def _policy_now(row: DirectoryAccount) -> Policy:
    calls.forget(row.institution_id)
    try:
        return calls.speak(row, lambda directory: directory.policy())
    except Failed as error:
        raise DomainError("directory_unready", field="is_on", why=error.outcome.value) from None


def _note_policy(row: DirectoryAccount, policy: Policy) -> None:
    row.policy, row.policy_at = asdict(policy), timezone.now()
    row.checked_at, row.trouble, row.trouble_code = row.policy_at, "", ""


def _told(row: DirectoryAccount) -> dict[str, Any]:
    """What the audit keeps: no secret."""
    if not row.rev:
        return {}
    return {
        "kind": row.kind, "host": row.host, "port": row.port, "base_dn": row.base_dn, "bind_dn": row.bind_dn,
        "upn_suffix": row.upn_suffix, "own_authority": bool(row.ca_pem), "is_on": row.is_on,
    }  # fmt: skip


def check_directory(actor: Actor) -> Outcome:
    """Ask the directory for its policy now, as our account, and keep what it says. Raises DomainError not_found."""
    row = account(actor)
    if row is None:
        raise DomainError("not_found")
    calls.forget(row.institution_id)
    return look(row)


def look(row: DirectoryAccount) -> Outcome:
    """The same for jobs. Only a directory in use makes incidents."""
    try:
        policy = calls.speak(row, lambda directory: directory.policy())
    except Failed as error:
        if row.is_on:
            health.failed(row, error)
        else:
            told = {"trouble": error.outcome.value, "trouble_code": error.code[:60], "checked_at": timezone.now()}
            DirectoryAccount.objects.filter(id=row.id).update(**told)
        return error.outcome
    _note_policy(row, policy)
    row.save(update_fields=["policy", "policy_at", "checked_at", "trouble", "trouble_code"])
    health.over(row)
    return Outcome.OK


@transaction.atomic
def switch_off(*, actor: Actor) -> bool:
    """Have passwords live here again: for commands, when the directory is lost and nobody can sign in to the console.
    Whether it was on."""
    row = DirectoryAccount.objects.select_for_update().filter(institution_id=actor.institution_id, is_on=True).first()
    if row is None:
        return False
    before = _told(row)
    row.is_on, row.rev = False, row.rev + 1
    row.save(update_fields=["is_on", "rev"])
    health.over(row)
    line = Line("directory.changed", "directory", row.id, before=before, after=_told(row))
    audit.record(actor=actor, stream=row.id, lines=[line])
    calls.forget(row.institution_id)
    return True
