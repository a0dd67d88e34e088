"""What became of messages that providers have: asked for and brought, through one function."""

from __future__ import annotations

import hmac
import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pishkhan.notifications.domain import accounts, calling, research
from pishkhan.notifications.enums import WITH_PROVIDER, Fate, Reason, State
from pishkhan.notifications.models import Delivery, ProviderAccount, PushedReceipt
from pishkhan.notifications.providers.protocol import Provider, Receipt
from pishkhan.plumbing import jobs
from pishkhan.plumbing.connections import put_back
from pishkhan.plumbing.sealing import mac

log = logging.getLogger(__name__)

PAUSES = (30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds between asking for a receipt the first time (after ten) and the times after it."""
ROUND = 300
KEEP_UNMATCHED = timedelta(hours=1)
"""How long a receipt waits for the message it speaks of: it may be quicker than the answer to the hand-over."""


def apply(account_id: UUID, receipt: Receipt) -> bool:
    """Write what a receipt says; whether there is such a message. A final state never changes again."""
    rows = Delivery.objects.filter(account_id=account_id, provider_id=receipt.provider_id)
    ended = {"ended_at": timezone.now(), "next_at": None, "reason": receipt.reason or ""}
    match receipt.fate:
        case Fate.DELIVERED:
            changed = rows.filter(state__in=WITH_PROVIDER).update(state=State.DELIVERED, **{**ended, "reason": ""})
        case Fate.FAILED:
            failed = {**ended, "reason": receipt.reason or Reason.NOT_DELIVERED}
            changed = rows.filter(state__in=WITH_PROVIDER).update(state=State.FAILED, **failed)
        case _:
            changed = 0
    return bool(changed) or rows.exists()


def due_accounts() -> list[UUID]:
    """Accounts whose messages wait for a receipt that should be asked for now."""
    due = Delivery.objects.filter(state=State.SENT, next_at__lte=timezone.now()).exclude(account=None)
    return list(due.order_by("account_id").values_list("account_id", flat=True).distinct())


def ask(account_id: UUID) -> int:
    """Ask an account's provider for the receipts that are due, some hundreds at a time; the number asked for.

    An account that was switched off is asked too: it may still answer for what it has.

    The time of the next asking is written before the provider is called, so a worker that dies asks again later. A
    provider that says nothing at all is left in peace until then.
    """
    account = ProviderAccount.objects.get(id=account_id)
    provider = accounts.provider_or_none(account)
    ids = _due(account)
    made_up = {each: receipt for each in ids if (receipt := research.receipt(each))}
    for receipt in made_up.values():
        apply(account.id, receipt)
    real = [each for each in ids if each not in made_up]
    most = provider.asks_at_most if provider else 0
    for first in range(0, len(real) if most else 0, most or 1):
        brought = _brought(provider, real[first : first + most]) if provider else []
        for receipt in brought:
            apply(account.id, receipt)
        if not brought:
            break
    return len(ids)


def _brought(provider: Provider, ids: list[str]) -> list[Receipt]:
    """What a provider says of some messages; nothing when it takes too long or stumbles."""
    put_back()
    try:
        return calling.within(provider, partial(provider.ask, ids))
    except Exception as error:
        log.error("receipts of provider %s: %s", provider.key, type(error).__name__)
        return []


@transaction.atomic
def _due(account: ProviderAccount) -> list[str]:
    now = timezone.now()
    due = Delivery.objects.filter(account=account, state=State.SENT, next_at__lte=now).order_by("next_at")
    rows = list(due.select_for_update(skip_locked=True)[:ROUND])
    for row in rows:
        pause = PAUSES[row.asked] if row.asked < len(PAUSES) else None
        row.asked, row.next_at = row.asked + 1, now + timedelta(seconds=pause) if pause else None
    Delivery.objects.bulk_update(rows, ["asked", "next_at"])
    return [row.provider_id for row in rows if row.provider_id]


def hook_word(account: ProviderAccount) -> str:
    """The secret word in the address a provider brings receipts to."""
    return mac("notifications.hook", f"{account.id}{account.hook}".encode())[:32]


@transaction.atomic
def receive(*, institution_id: UUID, account_id: UUID, word: str, fields: dict[str, str]) -> bool:
    """Keep the receipts of a provider's call and have them applied after the commit; False: the address is not ours.

    Fields that say nothing of a message are no error: providers try addresses out.
    """
    from pishkhan.notifications.tasks import apply_receipts  # tasks need the app registry

    account = ProviderAccount.objects.filter(institution_id=institution_id, id=account_id).first()
    if account is None or not _same(word, hook_word(account)):
        return False
    provider = accounts.provider_or_none(account)
    brought = [each for each in provider.pushed(fields) if 0 < len(each.provider_id) <= 120] if provider else []
    rows = [
        PushedReceipt(
            account=account, provider_id=each.provider_id, fate=each.fate, reason=each.reason or "",
            vendor_code=each.vendor_code[:60],
        ) for each in brought[:500]
    ]  # fmt: skip
    PushedReceipt.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        jobs.defer(apply_receipts, account_id=str(account_id))
    return True


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def apply_brought(account_id: UUID | None = None) -> None:
    """Apply receipts whose messages are known by now; what speaks of no message of ours goes after an hour."""
    rows = PushedReceipt.objects.all() if account_id is None else PushedReceipt.objects.filter(account_id=account_id)
    ours = Delivery.objects.filter(account_id=OuterRef("account_id"), provider_id=OuterRef("provider_id"))
    for row in rows.filter(Exists(ours)).order_by("id")[:1000]:
        receipt = Receipt(
            provider_id=row.provider_id, fate=Fate(row.fate), reason=Reason(row.reason) if row.reason else None,
            vendor_code=row.vendor_code,
        )  # fmt: skip
        apply(row.account_id, receipt)
        row.delete()
    rows.filter(created_at__lt=timezone.now() - KEEP_UNMATCHED).delete()
