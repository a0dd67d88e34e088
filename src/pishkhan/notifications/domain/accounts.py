"""Accounts at providers: which there are, and which one gets the next message."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.domain import slots
from pishkhan.notifications.enums import Channel
from pishkhan.notifications.models import Delivery, KeptMessage, ProviderAccount
from pishkhan.notifications.providers import http
from pishkhan.notifications.providers.protocol import Outgoing, Outside, Provider
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing.remembering import remembered

REMEMBERED = 2
"""Seconds a process goes on with accounts that were changed meanwhile."""
_dice = random.SystemRandom()


def accounts_of(institution_id: UUID) -> list[ProviderAccount]:
    """Every account of an institution, oldest first, as remembered by the process for two seconds."""
    found = remembered(
        f"accounts.{institution_id}", REMEMBERED,
        lambda: list(ProviderAccount.objects.filter(institution_id=institution_id).order_by("created_at", "id")),
    )  # fmt: skip
    return found or []


def channels_of(institution_id: UUID) -> frozenset[Channel]:
    """Channels the institution has an account for, in use or not."""
    return frozenset(Channel(name) for account in accounts_of(institution_id) for name in account.channels)


@lru_cache(maxsize=1)
def outside(process: int) -> Outside:
    """What providers reach the world with; `process` is its id, for a client does not survive a fork."""
    return Outside(http=http.client(), mailbox=Kept())


def provider_of(account: ProviderAccount) -> Provider:
    """The translator of an account. Raises KeyError for a provider no running code has."""
    return PROVIDERS[account.provider](account.settings, outside(os.getpid()))


class Kept:
    """The mailbox of the demo provider: rows of KeptMessage, in the institution of the delivery."""

    def put(self, message: Outgoing) -> str:
        institution = Delivery.objects.filter(id=message.reference).values_list("institution_id", flat=True).first()
        if institution is None:
            return ""
        row, _ = KeptMessage.objects.get_or_create(
            reference=message.reference,
            defaults={
                "institution_id": institution, "channel": message.channel, "address": message.to,
                "subject": message.subject[:300], "text": message.text,
            },
        )  # fmt: skip
        return str(row.id)

    def has(self, provider_id: str) -> bool:
        return KeptMessage.objects.filter(id=provider_id).exists()

    def find(self, reference: int) -> str | None:
        found = KeptMessage.objects.filter(reference=reference).values_list("id", flat=True).first()
        return str(found) if found else None


def choose(
    institution_id: UUID, message: Outgoing, key: str, *, without: Collection[UUID]
) -> tuple[ProviderAccount, Provider, Outgoing] | None:
    """Take a slot at one of the accounts that carry the message, by weight; who rests after failures comes last.

    None: no account carries it, or all of them are busy (`carriers` tells which). `without`: accounts already tried.
    """
    able = [one for one in carriers(institution_id, message, key) if one[0].id not in without]
    for account, provider, outgoing in _shuffled(able):
        if slots.take(account.id, per_second=account.per_second):
            return account, provider, outgoing
    return None


def carriers(
    institution_id: UUID, message: Outgoing, key: str
) -> list[tuple[ProviderAccount, Provider, Outgoing]]:
    """Accounts in use that have a way to send a message of this key, with the message as each would send it."""
    found = []
    for account in accounts_of(institution_id):
        if account.enabled and message.channel in account.channels and account.provider in PROVIDERS:
            provider, outgoing = provider_of(account), dressed(message, account, key)
            if provider.carries(outgoing):
                found.append((account, provider, outgoing))
    return found


def dressed(message: Outgoing, account: ProviderAccount, key: str) -> Outgoing:
    """The message with the template an account has for it at its provider, if any."""
    template = account.templates.get(f"{key}.{message.channel}") or {}
    if not template.get("name"):
        return replace(message, values={})
    given = {**message.values, "code": message.code, "text": message.text}
    values = {theirs: given.get(ours, "") for theirs, ours in template.get("values", {}).items()}
    return replace(message, template=template["name"], values=values)


def _shuffled(
    able: Sequence[tuple[ProviderAccount, Provider, Outgoing]],
) -> list[tuple[ProviderAccount, Provider, Outgoing]]:
    """By weighted chance; those without weight and those that failed lately last."""

    def place(one: tuple[ProviderAccount, Provider, Outgoing]) -> tuple[bool, float]:
        # Exponential lots: the smallest comes first with a chance in proportion to its weight.
        account = one[0]
        last = account.weight == 0 or slots.is_resting(account.id)
        return last, _dice.expovariate(max(account.weight, 1))

    return sorted(able, key=place)


@transaction.atomic
def shift(account_id: UUID, by: int, *, not_within: timedelta) -> tuple[int, int] | None:
    """Move an account's weight, within 0–100, unless it moved a moment ago; before and after, None if it stayed."""
    row = ProviderAccount.objects.select_for_update().get(id=account_id)
    now = timezone.now()
    weight = min(100, max(0, row.weight + by))
    if weight == row.weight or (row.shifted_at and row.shifted_at > now - not_within):
        return None
    before, row.weight, row.shifted_at = row.weight, weight, now
    row.save(update_fields=["weight", "shifted_at"])
    return before, weight
