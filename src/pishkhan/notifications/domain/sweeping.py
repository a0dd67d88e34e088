"""What brings rows on that no job looks after: put off, left by a dead worker, waiting for the morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from pishkhan.notifications.domain import accounts, sending, troubles
from pishkhan.notifications.enums import FINAL, Outcome, State, Urgency, Why
from pishkhan.notifications.models import Attempt, Delivery, KeptMessage, ProviderAccount, PushedReceipt, Tally
from pishkhan.notifications.providers.table import PROVIDERS
from pishkhan.plumbing import audit, incidents
from pishkhan.plumbing.actor import system
from pishkhan.plumbing.audit import Line

MOST = 300
QUEUE = 500
"""With so many hand-overs in the queue nothing is lost, only late: sweeping would only repeat it."""
STEP = 10
ERRORS, SHARE = 5, 0.15
"""Failed attempts in a minute, and their share, at which an account loses weight."""
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
SLOW = timedelta(minutes=5)
WORDS_KEPT, ROWS_KEPT = timedelta(days=90), timedelta(days=400)


def sweep() -> int:
    """Put rows that are due back in the queue, codes before all others; their number."""
    count = _sweep(Q(urgency=Urgency.CODE))
    return count if _queued() >= QUEUE else count + _sweep(~Q(urgency=Urgency.CODE))


@transaction.atomic
def _sweep(which: Q) -> int:
    now = timezone.now()
    due = Delivery.objects.filter(which, state__in=[State.WAITING, State.SENDING], next_at__lte=now)
    rows = list(due.order_by("next_at").select_for_update(skip_locked=True)[:MOST])
    for row in rows:
        row.next_at = now + sending.LEASE
        sending.put_in_queue(row)
    Delivery.objects.bulk_update(rows, ["next_at"])
    return len(rows)


def _queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs"
            " WHERE status = 'todo' AND task_name = 'notifications.hand_over' LIMIT %s) AS waiting",
            [QUEUE],
        )
        found: int = cursor.fetchone()[0]
        return found


def shift_weights() -> None:
    """Take weight from accounts with many errors, then from slow ones, and let the others tend back."""
    now = timezone.now()
    for account in ProviderAccount.objects.filter(enabled=True).order_by("id"):
        tries = Attempt.objects.filter(account=account, began_at__gte=now - MINUTE).exclude(outcome="")
        told = tries.aggregate(
            all=Count("id"), bad=Count("id", filter=~Q(outcome__in=[Outcome.OK, Outcome.PERMANENT]))
        )  # fmt: skip
        if told["bad"] >= ERRORS and told["bad"] >= told["all"] * SHARE:
            _shift(account, -STEP, "errors", MINUTE)
        elif _is_slow(account, now - QUARTER):
            _shift(account, -STEP, "slow", SLOW)
        elif account.weight != account.resting:
            towards = max(-STEP, min(STEP, account.resting - account.weight))
            _shift(account, towards, "resting", QUARTER)


def _is_slow(account: ProviderAccount, since: datetime) -> bool:
    """Whether of what it took in the last quarter of an hour much came late, or has not come yet though it is late,
    while another account of the institution is not slow. Without receipts nobody can tell."""
    if not _gives_receipts(account):
        return False
    return _slow_share(account, since) >= SHARE and any(
        other.id != account.id and other.enabled and set(other.channels) & set(account.channels)
        and _gives_receipts(other) and _slow_share(other, since) < SHARE
        for other in accounts.accounts_of(account.institution_id)
    )  # fmt: skip


def _gives_receipts(account: ProviderAccount) -> bool:
    kind = PROVIDERS.get(account.provider)
    return kind is not None and bool(kind.asks_at_most or kind.pushes)


def _slow_share(account: ProviderAccount, since: datetime) -> float:
    took = ExpressionWrapper(Coalesce("ended_at", Now()) - F("handed_at"), output_field=DurationField())
    rows = Delivery.objects.filter(account=account, handed_at__gte=since, state__in=[State.SENT, State.DELIVERED])
    told = rows.annotate(took=took).aggregate(all=Count("id"), slow=Count("id", filter=Q(took__gt=SLOW)))
    return told["slow"] / told["all"] if told["all"] else 0.0


def _shift(account: ProviderAccount, by: int, why: str, not_within: timedelta) -> None:
    with transaction.atomic():
        moved = accounts.shift(account.id, by, not_within=not_within)
        if moved is None:
            return
        line = Line(
            "account.weight", "account", account.id, reason=why, before={"weight": moved[0]},
            after={"weight": moved[1]},
        )  # fmt: skip
        audit.record(actor=system(account.institution_id), stream=account.id, lines=[line])


def close_mended() -> None:
    """Close what was open about messages that found no provider, once none waits for one, and about days that are
    over."""
    for day in incidents.open_batch(troubles.DAY_FULL):
        if timezone.localtime(day.last_at).date() < timezone.localdate() and day.subject_id:
            incidents.close_incidents(
                institution_id=day.institution_id, kind=troubles.DAY_FULL, subject_id=day.subject_id
            )  # fmt: skip
    for row in incidents.open_batch(troubles.STUCK):
        waiting = Delivery.objects.filter(
            institution_id=row.institution_id, state=State.WAITING, reason__in=[Why.NO_PROVIDER, Why.GAVE_UP]
        )
        recent = Delivery.objects.filter(
            institution_id=row.institution_id, state=State.FAILED, ended_at__gte=timezone.now() - QUARTER,
            reason__in=[Why.NO_PROVIDER, Why.GAVE_UP],
        )  # fmt: skip
        if not waiting.exists() and not recent.exists() and row.subject_id:
            incidents.close_incidents(
                institution_id=row.institution_id, kind=troubles.STUCK, subject_id=row.subject_id
            )  # fmt: skip


def forget_old() -> None:
    """Words of old messages go after ninety days, the rows after thirteen months."""
    now = timezone.now()
    old = Delivery.objects.filter(created_at__lt=now - WORDS_KEPT, state__in=[*FINAL, State.SENT, State.UNKNOWN])
    old.filter(body__isnull=False).update(body=None, subject=None, values={})
    Delivery.objects.filter(created_at__lt=now - ROWS_KEPT).delete()
    KeptMessage.objects.filter(created_at__lt=now - timedelta(days=14)).delete()
    PushedReceipt.objects.filter(created_at__lt=now - timedelta(days=2)).delete()
    Tally.objects.filter(day__lt=timezone.localdate() - timedelta(days=2)).delete()


def wipe_dead_codes() -> None:
    """A code that is dead is wiped within a minute, whatever became of its message."""
    Delivery.objects.filter(expires_at__lt=timezone.now()).filter(secret__isnull=False).update(secret=None)
