"""What fails about messages, told once to who can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.notifications.enums import OF_ONE_MESSAGE, Alarm, Reason
from pishkhan.notifications.events import AlarmRaised
from pishkhan.notifications.models import Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer
from pishkhan.plumbing import incidents
from pishkhan.plumbing.events import announce

PROVIDER = "provider_trouble"
"""Incident: an account cannot send as things stand."""
STUCK = "messages_stuck"
"""Incident: messages of a channel find no provider."""
DAY_FULL = "messages_day_full"
"""Incident: the institution's messages of a day are used up."""
AT_ONCE = OF_ONE_MESSAGE | {
    Reason.CREDIT_EMPTY, Reason.KEY_WRONG, Reason.ACCOUNT_OFF, Reason.ACCESS_MISSING, Reason.IP_REFUSED,
    Reason.LINE_WRONG, Reason.TEST_ONLY, Reason.REQUEST_WRONG, Reason.SETTINGS_WRONG,
}  # fmt: skip
"""What stays so until somebody does something; the rest may pass, and is told when it goes on."""
ALARM_AGAIN = timedelta(hours=1)
"""Nobody is told twice of the same within this time, however often it comes and goes."""


def _tell(
    *, institution_id: UUID, kind: str, subject_kind: str, subject_id: UUID, detail: Mapping[str, object], alarm: Alarm
) -> None:
    lately = incidents.was_open_since(
        institution_id=institution_id, kind=kind, subject_id=subject_id, since=timezone.now() - ALARM_AGAIN
    )
    news = incidents.open_incident(
        institution_id=institution_id, kind=kind, subject_kind=subject_kind, subject_id=subject_id, detail=detail
    )
    if news and not lately:
        announce(AlarmRaised(institution_id=institution_id, alarm=alarm))


@transaction.atomic
def watch(
    *, institution_id: UUID, kind: str, subject_kind: str, subject_id: UUID, alarm: Alarm, wrong: bool,
    detail: Mapping[str, object],
) -> None:  # fmt: skip
    """Have an incident open exactly while something is wrong."""
    if wrong:
        _tell(
            institution_id=institution_id, kind=kind, subject_kind=subject_kind, subject_id=subject_id, detail=detail,
            alarm=alarm,
        )  # fmt: skip
    else:
        incidents.close_incidents(institution_id=institution_id, kind=kind, subject_id=subject_id)


def note(account: ProviderAccount, answer: Answer, message: str = "", *, resting: bool) -> None:
    """Open an incident for what a provider refuses, in the caller's transaction."""
    reason = answer.reason
    if reason is None or not (reason in AT_ONCE or resting):
        return
    ProviderAccount.objects.filter(id=account.id).update(
        healthy=False, trouble=reason.value, vendor_code=answer.vendor_code[:60]
    )
    detail = {"reason": reason.value, "code": answer.vendor_code[:60], "name": account.name}
    if reason in OF_ONE_MESSAGE:
        detail["message"] = message
    _tell(
        institution_id=account.institution_id, kind=PROVIDER, subject_kind="account", subject_id=account.id,
        detail=detail, alarm=Alarm.PROVIDER,
    )  # fmt: skip


def over(account: ProviderAccount, message: str = "") -> None:
    """The account works: what was open about it closes, trouble with one message's template only by that message."""
    if not account.trouble:
        return
    blamed = incidents.open_detail(
        institution_id=account.institution_id, kind=PROVIDER, subject_id=account.id
    ).get("message", message)  # fmt: skip
    if account.trouble in OF_ONE_MESSAGE and blamed != message:
        return
    ProviderAccount.objects.filter(id=account.id).update(healthy=True, trouble="", vendor_code="")
    incidents.close_incidents(institution_id=account.institution_id, kind=PROVIDER, subject_id=account.id)


def off(account: ProviderAccount) -> None:
    """An account was taken out of use: what was open about it concerns nobody any more."""
    incidents.close_incidents(institution_id=account.institution_id, kind=PROVIDER, subject_id=account.id)


def stuck(row: Delivery) -> None:
    """A message finds no provider. One incident an institution, however many messages wait."""
    _tell(
        institution_id=row.institution_id, kind=STUCK, subject_kind="institution", subject_id=row.institution_id,
        detail={"channel": row.channel, "reason": row.reason}, alarm=Alarm.STUCK,
    )  # fmt: skip


def day_full(institution_id: UUID) -> None:
    """The messages of a day are used up; what is put off goes after midnight."""
    _tell(
        institution_id=institution_id, kind=DAY_FULL, subject_kind="institution", subject_id=institution_id, detail={},
        alarm=Alarm.DAY_FULL,
    )  # fmt: skip
