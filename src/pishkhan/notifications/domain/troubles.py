"""What fails at a provider, told once to who can mend it."""

from __future__ import annotations

from pishkhan.notifications.enums import Alarm, Reason
from pishkhan.notifications.events import AlarmRaised
from pishkhan.notifications.models import Delivery, ProviderAccount
from pishkhan.notifications.providers.protocol import Answer
from pishkhan.plumbing import incidents
from pishkhan.plumbing.events import announce

PROVIDER = "provider_trouble"
"""Incident: an account cannot send as things stand."""
STUCK = "messages_stuck"
"""Incident: messages of a channel find no provider."""
AT_ONCE = {
    Reason.CREDIT_EMPTY, Reason.KEY_WRONG, Reason.ACCOUNT_OFF, Reason.ACCESS_MISSING, Reason.IP_REFUSED,
    Reason.LINE_WRONG, Reason.TEMPLATE_MISSING, Reason.TEMPLATE_FIELDS, Reason.TEST_ONLY, Reason.REQUEST_WRONG,
}  # fmt: skip
"""What stays so until somebody does something; the rest may pass, and is told when it goes on."""


def note(account: ProviderAccount, answer: Answer, *, resting: bool) -> None:
    """Open an incident for what a provider refuses, in the caller's transaction."""
    reason = answer.reason
    if reason is None or not (reason in AT_ONCE or resting):
        return
    ProviderAccount.objects.filter(id=account.id).update(
        healthy=False, trouble=reason.value, vendor_code=answer.vendor_code
    )
    news = incidents.open_incident(
        institution_id=account.institution_id, kind=PROVIDER, subject_kind="account", subject_id=account.id,
        detail={"reason": reason.value, "code": answer.vendor_code, "name": account.name},
    )  # fmt: skip
    if news:
        announce(AlarmRaised(institution_id=account.institution_id, alarm=Alarm.PROVIDER))


def over(account: ProviderAccount) -> None:
    """The account works: what was open about it closes."""
    if account.trouble:
        ProviderAccount.objects.filter(id=account.id).update(healthy=True, trouble="", vendor_code="")
        incidents.close_incidents(institution_id=account.institution_id, kind=PROVIDER, subject_id=account.id)


def stuck(row: Delivery) -> None:
    """A message finds no provider. One incident an institution, however many messages wait."""
    news = incidents.open_incident(
        institution_id=row.institution_id, kind=STUCK, subject_kind="institution", subject_id=row.institution_id,
        detail={"channel": row.channel, "reason": row.reason},
    )  # fmt: skip
    if news:
        announce(AlarmRaised(institution_id=row.institution_id, alarm=Alarm.STUCK))
