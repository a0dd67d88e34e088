"""What administrators do with accounts: bring in, change, check, try out."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings as site
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain import accounts, receipts, sending, troubles
from pishkhan.notifications.enums import Channel
from pishkhan.notifications.models import ProviderAccount, SendingRules
from pishkhan.notifications.providers.protocol import Answer, Health, Outcome, Provider
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

MOST_ACCOUNTS = 30


def visible_to(actor: Actor) -> QuerySet[ProviderAccount]:
    """Administrators see their institution's accounts, nobody else any."""
    if not actor.is_administrator:
        return ProviderAccount.objects.none()
    return ProviderAccount.objects.filter(institution_id=actor.institution_id)


def account(actor: Actor, account_id: UUID) -> ProviderAccount:
    """Raises DomainError not_found."""
    row = visible_to(actor).filter(id=account_id).first()
    if row is None:
        raise DomainError("not_found")
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An account as an administrator wants it. A secret left empty keeps what there is."""

    provider: str
    name: str
    settings: Mapping[str, str]
    channels: frozenset[Channel]
    templates: Mapping[str, Mapping[str, object]]
    enabled: bool
    resting: int
    per_second: int


@transaction.atomic
def put_account(*, actor: Actor, wanted: Wanted, account_id: UUID | None = None, rev: int = 0) -> ProviderAccount:
    """Bring in an account or change one.

    Raises DomainError not_found, account_changed, accounts_many; Invalid or Several by field: provider, name,
    channels, resting, per_second, and each setting by its name (setting_missing, setting_choice, address_wrong,
    secret_again: where it is sent was changed).
    """
    if not actor.is_administrator:
        raise DomainError("not_found")
    row = _row(actor, wanted, account_id, rev)
    kind = PROVIDERS.get(wanted.provider)
    if kind is None:
        raise DomainError("not_found")
    typed = {name: value.strip() for name, value in wanted.settings.items()}
    settings = {**row.settings, **{name: value for name, value in typed.items() if value}}
    settings.update({each.name: typed.get(each.name, "") for each in kind.settings if not each.secret})
    _check(kind, wanted, settings, again=_to_type_again(kind, row.settings, settings, typed) if account_id else set())
    before = _told(row) if account_id else {}
    row.provider, row.name, row.settings = kind.key, clean_display(wanted.name)[:80], settings
    row.channels = sorted(channel.value for channel in wanted.channels)
    row.templates, row.enabled = {k: dict(v) for k, v in wanted.templates.items()}, wanted.enabled
    row.resting, row.per_second, row.rev = wanted.resting, wanted.per_second, row.rev + 1
    row.weight = wanted.resting
    row.save()
    action = "account.changed" if account_id else "account.added"
    line = Line(action, "account", row.id, before=before, after=_told(row))
    audit.record(actor=actor, stream=row.id, lines=[line])
    return row


def _row(actor: Actor, wanted: Wanted, account_id: UUID | None, rev: int) -> ProviderAccount:
    if account_id is None:
        if visible_to(actor).count() >= MOST_ACCOUNTS:
            raise DomainError("accounts_many", most=MOST_ACCOUNTS)
        return ProviderAccount(
            institution_id=actor.institution_id, provider=wanted.provider, hook=secrets.token_hex(16), settings={}
        )
    row = visible_to(actor).select_for_update().filter(id=account_id, provider=wanted.provider).first()
    if row is None:
        raise DomainError("not_found")
    if row.rev != rev:
        raise DomainError("account_changed")
    return row


def _to_type_again(
    kind: type[Provider], before: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]
) -> set[str]:
    """Secrets that would be sent somewhere else than where they were meant for: nobody who cannot read them may
    learn them by naming another address."""
    aims = [each for each in kind.settings if each.aims]
    if all((before.get(each.name) or each.default) == (now.get(each.name) or each.default) for each in aims):
        return set()
    return {each.name for each in kind.settings if each.secret and before.get(each.name) and not typed.get(each.name)}


def _is_address(value: str) -> bool:
    """An address of a service. In the clear only to this machine's simulators."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"} and site.DEMO
        return bool((parts.scheme == "https" or plain) and parts.hostname and not parts.query and not parts.username)
    except ValueError:
        return False


def _check(kind: type[Provider], wanted: Wanted, settings: Mapping[str, str], *, again: Collection[str]) -> None:
    """Every fault bears the name of its field too: one alone is raised without the others."""
    faults = Faults()

    def wrong(field: str, code: str) -> None:
        faults.note(field, code, field=field)

    if not clean_display(wanted.name):
        wrong("name", "name_missing")
    if not wanted.channels or not wanted.channels <= kind.channels:
        wrong("channels", "channels_missing")
    if not 0 <= wanted.resting <= 100:
        wrong("resting", "weight_wrong")
    if not 1 <= wanted.per_second <= 1000:
        wrong("per_second", "rate_wrong")
    for each in kind.settings:
        given = settings.get(each.name) or each.default
        if each.required and not given:
            wrong(each.name, "setting_missing")
        elif each.name in again:
            wrong(each.name, "secret_again")
        elif each.is_url and not _is_address(given):
            wrong(each.name, "address_wrong")
        elif each.choices and given not in {value for value, _label in each.choices}:
            wrong(each.name, "setting_choice")
    faults.check()


def _told(row: ProviderAccount) -> dict[str, object]:
    """What the audit keeps of an account: no setting's value."""
    return {
        "provider": row.provider, "channels": list(row.channels), "enabled": row.enabled, "resting": row.resting,
        "per_second": row.per_second, "templates": sorted(row.templates),
    }  # fmt: skip


def check(account_id: UUID) -> Health:
    """Ask a provider whether an account stands, and keep what it says. Holds no transaction while asking."""
    row = ProviderAccount.objects.get(id=account_id)
    health = accounts.provider_of(row).check_config()
    with transaction.atomic():
        ProviderAccount.objects.filter(id=account_id).update(
            checked_at=timezone.now(), healthy=health.ok, vendor_code=health.vendor_code[:60],
            balance=health.balance, balance_in=health.balance_in, trouble=health.reason or "",
        )  # fmt: skip
        if health.ok:
            troubles.over(row)
        elif health.reason:
            answer = Answer(outcome=Outcome.FAIL_OVER, reason=health.reason, vendor_code=health.vendor_code)
            troubles.note(row, answer, resting=True)
    return health


def check_all() -> None:
    """Check every account in use."""
    for account_id in ProviderAccount.objects.filter(enabled=True).order_by("id").values_list("id", flat=True):
        check(account_id)


def check_one(*, actor: Actor, account_id: UUID) -> Health:
    """Check an account now. Raises DomainError not_found."""
    return check(account(actor, account_id).id)


def hook_path(row: ProviderAccount) -> str:
    """Where a provider that can brings its receipts."""
    return f"/hooks/messages/{row.id}/{receipts.hook_word(row)}/"


def hook_url(row: ProviderAccount) -> str:
    """The same as the address to write into the provider's panel."""
    return sending.base_url(row.institution_id) + hook_path(row)


def put_demo(institution_id: UUID) -> None:
    """An account at the demo provider for every channel, unless the institution has any account. Without quiet hours:
    who tries the demo at night wants to see its messages."""
    if not ProviderAccount.objects.filter(institution_id=institution_id).exists():
        ProviderAccount.objects.create(
            institution_id=institution_id, provider="demo", name="Demo", hook=secrets.token_hex(16),
            channels=[channel.value for channel in Channel], settings={},
        )  # fmt: skip
        never = {"quiet_from": time(0), "quiet_until": time(0)}
        SendingRules.objects.get_or_create(institution_id=institution_id, defaults=never)

