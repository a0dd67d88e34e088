"""What administrators do with accounts: bring in, change, check, try out."""

from __future__ import annotations

import logging
import secrets
from datetime import time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain import accounts, calling, receipts, sending, troubles
from pishkhan.notifications.domain.wanted import Wanted, to_type_again
from pishkhan.notifications.domain.wanted import check as check_wanted
from pishkhan.notifications.enums import Channel, Reason
from pishkhan.notifications.models import ProviderAccount, SendingRules
from pishkhan.notifications.providers.protocol import Answer, Health, Outcome
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing import audit, connections, jobs
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

log = logging.getLogger(__name__)

MOST_ACCOUNTS = 30


def visible_to(actor: Actor) -> QuerySet[ProviderAccount]:
    """Administrators see their institution's accounts, nobody else any."""
    if not actor.is_administrator:
        return ProviderAccount.objects.none()
    return ProviderAccount.objects.filter(institution_id=actor.institution_id, removed_at=None)


def account(actor: Actor, account_id: UUID) -> ProviderAccount:
    """Raises DomainError not_found."""
    row = visible_to(actor).filter(id=account_id).first()
    if row is None:
        raise DomainError("not_found")
    return row


@transaction.atomic
def put_account(*, actor: Actor, wanted: Wanted, account_id: UUID | None = None, rev: int = 0) -> ProviderAccount:
    """Bring in an account or change one.

    Raises DomainError not_found, account_changed, accounts_many, demo_only; Invalid or Several by field: provider, name
    (name_missing, name_taken), channels, resting, per_second, rials_per_part, and each setting by its name
    (setting_missing, setting_choice, address_wrong, secret_again: where it is sent was changed).
    """
    if not actor.is_administrator:
        raise DomainError("not_found")
    row = _row(actor, wanted, account_id, rev)
    kind = PROVIDERS.get(wanted.provider)
    if kind is None:
        raise DomainError("not_found")
    if wanted.enabled and kind.key not in accounts.kinds():
        raise DomainError("demo_only")
    typed = {name: value.strip() for name, value in wanted.settings.items()}
    settings = {**row.settings, **{name: value for name, value in typed.items() if value}}
    settings.update({each.name: typed.get(each.name, "") for each in kind.settings if not each.secret})
    again = to_type_again(kind, row.settings, settings, typed) if account_id else set()
    name = clean_display(wanted.name)[:80]
    taken = visible_to(actor).filter(name=name).exclude(id=row.id).exists()
    check_wanted(kind, wanted, settings, again=again, taken=taken)
    before = _told(row) if account_id else {}
    row.provider, row.name, row.settings = kind.key, name, settings
    row.channels = sorted(channel.value for channel in wanted.channels)
    row.templates, row.enabled = {k: dict(v) for k, v in wanted.templates.items()}, wanted.enabled
    row.resting, row.per_second, row.rev = wanted.resting, wanted.per_second, row.rev + 1
    row.weight, row.rials_per_part = wanted.resting, wanted.rials_per_part
    row.save()
    if not row.enabled:
        troubles.off(row)
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


def _told(row: ProviderAccount) -> dict[str, object]:
    """What the audit keeps of an account: no setting's value."""
    return {
        "provider": row.provider, "channels": list(row.channels), "enabled": row.enabled, "resting": row.resting,
        "per_second": row.per_second, "rials_per_part": row.rials_per_part, "templates": sorted(row.templates),
    }  # fmt: skip


@transaction.atomic
def remove_account(*, actor: Actor, account_id: UUID, rev: int) -> None:
    """Take an account that is switched off away for good, its keys with it; the log keeps its name.

    Raises DomainError not_found, account_changed, account_in_use.
    """
    row = visible_to(actor).select_for_update().filter(id=account_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.rev != rev:
        raise DomainError("account_changed")
    if row.enabled:
        raise DomainError("account_in_use")
    row.removed_at, row.settings, row.templates, row.rev = timezone.now(), {}, {}, row.rev + 1
    row.save(update_fields=["removed_at", "settings", "templates", "rev"])
    line = Line("account.removed", "account", row.id, before={"provider": row.provider, "name": row.name})
    audit.record(actor=actor, stream=row.id, lines=[line])


def check(account_id: UUID) -> None:
    """Ask a provider whether an account stands, and keep what it says. Holds no connection while asking."""
    row = ProviderAccount.objects.filter(id=account_id).first()
    if row is None:
        return
    connections.put_back()
    health = _health(row)
    with transaction.atomic():
        # As it is now: what handing over noted meanwhile is over too when the account stands.
        now = ProviderAccount.objects.select_for_update().filter(id=account_id).first()
        if now is not None:
            _keep(now, health)


def _health(row: ProviderAccount) -> Health:
    """Never raises: the other accounts are to be checked too."""
    try:
        provider = accounts.provider_of(row)
        return calling.within(provider, provider.check_config)
    except TimeoutError:
        return Health(ok=False, reason=Reason.NO_ANSWER)
    except Exception as error:
        # Its words may hold a key.
        log.error("account %s could not be checked: %s", row.id, type(error).__name__)
        return Health(ok=False, reason=Reason.TROUBLE)


def _keep(row: ProviderAccount, health: Health) -> None:
    told = {"checked_at": timezone.now(), "balance": health.balance, "balance_in": health.balance_in}
    # Whether a trouble is over is judged below: an account that stands can have a template that does not.
    state = {"healthy": health.ok, "vendor_code": health.vendor_code[:60], "trouble": health.reason or ""}
    ProviderAccount.objects.filter(id=row.id).update(**told, **({} if health.ok and row.trouble else state))
    if health.ok:
        troubles.over(row)
    elif health.reason:
        answer = Answer(outcome=Outcome.FAIL_OVER, reason=health.reason, vendor_code=health.vendor_code[:60])
        troubles.note(row, answer, resting=True)


def check_all() -> None:
    """Check every account in use."""
    for account_id in ProviderAccount.objects.filter(enabled=True).order_by("id").values_list("id", flat=True):
        check(account_id)


def check_one(*, actor: Actor, account_id: UUID) -> None:
    """Have an account checked now, by a job: a provider may take its time. Raises DomainError not_found."""
    from pishkhan.notifications.tasks import check_account  # tasks need the app registry

    jobs.defer(check_account, account_id=str(account(actor, account_id).id))


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
            institution_id=institution_id, provider=accounts.DEMO, name="Demo", hook=secrets.token_hex(16),
            channels=[channel.value for channel in Channel], settings={},
        )  # fmt: skip
        never = {"quiet_from": time(0), "quiet_until": time(0)}
        SendingRules.objects.get_or_create(institution_id=institution_id, defaults=never)
