"""Accounts at providers: which there are, and which one gets the next message."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.domain import slots
from pishkhan.notifications.domain.messages import registry
from pishkhan.notifications.enums import OF_ONE_MESSAGE, Channel
from pishkhan.notifications.models import Delivery, KeptMessage, ProviderAccount
from pishkhan.notifications.providers import http
from pishkhan.notifications.providers.protocol import Answer, Outgoing, Outside, Provider
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing.remembering import remembered

DEMO = "demo"
REMEMBERED = 2
"""Seconds a process goes on with accounts that were changed meanwhile."""
_dice = random.SystemRandom()
Carrier = tuple[ProviderAccount, Provider, Outgoing]
"""An account, its translator, and the message as it would send it."""


def accounts_of(institution_id: UUID) -> list[ProviderAccount]:
    """Every account of an institution, oldest first, as remembered by the process for two seconds."""
    rows = ProviderAccount.objects.filter(institution_id=institution_id, removed_at=None).order_by("created_at", "id")
    found = remembered(f"accounts.{institution_id}", REMEMBERED, lambda: list(rows.all()))
    return found or []


def channels_of(institution_id: UUID) -> frozenset[Channel]:
    """Channels the institution has an account for, in use or not."""
    return frozenset(Channel(name) for account in accounts_of(institution_id) for name in account.channels)


@lru_cache(maxsize=1)
def outside(process: int) -> Outside:
    """What providers reach the world with; `process` is its id, for a client does not survive a fork."""
    return Outside(http=http.client(), mailbox=Kept())


def kinds() -> dict[str, type[Provider]]:
    """Providers that can be used here. The demo one takes messages and sends them to nobody: in the demo alone."""
    return {key: kind for key, kind in PROVIDERS.items() if key != DEMO or settings.DEMO}


def provider_of(account: ProviderAccount) -> Provider:
    """The translator of an account. Raises KeyError for a provider that cannot be used here."""
    return kinds()[account.provider](account.settings, outside(os.getpid()))


def provider_or_none(account: ProviderAccount) -> Provider | None:
    """The translator of an account; None for a provider that cannot be used here."""
    return provider_of(account) if account.provider in kinds() else None


def price(account: ProviderAccount, answer: Answer, parts: int) -> int | None:
    """Rials a hand-over cost: as the provider says, else by the account's price; None where neither is known."""
    if answer.cost is not None:
        return answer.cost
    return account.rials_per_part * parts or None


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


def choose(able: Sequence[Carrier]) -> Carrier | None:
    """Take a slot at one of these accounts, by weight; who rests after failures comes last. None: all are busy."""
    for one in _shuffled(able):
        if slots.take(one[0].id, per_second=one[0].per_second):
            return one
    return None


def carriers(
    institution_id: UUID, message: Outgoing, key: str, language: str = "fa"
) -> list[Carrier]:
    """Accounts in use that have a way to send a message of this key, with the message as each would send it."""
    found = []
    for account in accounts_of(institution_id):
        if account.enabled and message.channel in account.channels:
            provider, outgoing = provider_or_none(account), dressed(message, account, key, language)
            if provider and provider.carries(outgoing):
                found.append((account, provider, outgoing))
    return found


def dressed(message: Outgoing, account: ProviderAccount, key: str, language: str = "fa") -> Outgoing:
    """The message with the template an account has for it at its provider in the reader's language, if any. A code is
    a code in any language: it goes by the Persian one where there is no other."""
    way = f"{key}.{message.channel}"
    template = template_of(account.templates, way, language)
    if message.code and not template:
        template = template_of(account.templates, way, "fa")
    if not template.get("name"):
        return replace(message, values={})
    given = {**message.values, "code": message.code, "text": message.text}
    values = {theirs: given.get(ours, "") for theirs, ours in template.get("values", {}).items()}
    return replace(message, template=template["name"], values=values)


def template_of(templates: Mapping[str, Mapping[str, Any]], way: str, language: str) -> Mapping[str, Any]:
    """The template of a message and channel in a language; a key that names no language is of the Persian text."""
    return templates.get(f"{way}.{language}") or (templates.get(way) if language == "fa" else None) or {}


def uncarried(account: ProviderAccount) -> int:
    """How many kinds of messages this account has no way to send in Persian on its channels: templates are missing."""
    provider = provider_or_none(account)
    if provider is None:
        return 0
    count = 0
    for kind in registry.values():
        code = kind.example().one_time_code()
        for channel in (each for each in kind.channels() if each.value in account.channels):
            sample = Outgoing(reference=0, channel=channel, to="", text="", code=code)
            count += not provider.carries(dressed(sample, account, kind.key))
    return count


def _shuffled(able: Sequence[Carrier]) -> list[Carrier]:
    """By weighted chance; those without weight, those that failed lately and those known to be unfit last."""

    def place(one: Carrier) -> tuple[bool, float]:
        # Exponential lots: the smallest comes first with a chance in proportion to its weight.
        account = one[0]
        unfit = account.healthy is False and account.trouble not in OF_ONE_MESSAGE
        last = account.weight == 0 or unfit or slots.is_resting(account.id)
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
