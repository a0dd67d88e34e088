"""Messages in states that pages show: one that failed after every try, a code, an account in trouble, costs."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Attempt, Delivery, ProviderAccount, Reason, SendingRules, State, Why
from pishkhan.notifications.domain import wishes
from pishkhan.notifications.models import Spending
from pishkhan.plumbing import incidents
from pishkhan.servicedesk.messages import ReturnedNotice
from tests.factories.packs import University

OWN = "پیشخوان: برای درخواست {number} به {office} بروید. {reason}"
"""Of a message that no test of this university waits for."""
NOWHERE = "http://127.0.0.1:9"


def sent(university: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    notifications.put_demo(university.id)
    account = _account(university)
    _words(university)
    _spent(university)
    failed = _failed(university, account)
    return {
        "account": str(account.id), "failed_message": str(failed.pk), "mark": wishes.mark(failed),
        "code_message": str(_code(university).pk),
    }  # fmt: skip


def _account(university: University) -> ProviderAccount:
    """At a provider that is not there, without a share: messages of other tests go to the demo."""
    wanted = notifications.Wanted(
        provider="kavenegar", name="خط اصلی", settings={"api_key": "sample-key", "address": NOWHERE},
        channels=frozenset({notifications.Channel.SMS}), enabled=True, resting=0, per_second=20,
        templates={"verification_code.sms": {"name": "login", "values": {"token": "code"}}},
    )  # fmt: skip
    row = notifications.put_account(actor=university.actor("admin"), wanted=wanted)
    ProviderAccount.objects.filter(id=row.id).update(
        healthy=False, trouble=Reason.CREDIT_EMPTY, vendor_code="418", checked_at=timezone.now(), balance=1_200,
        balance_in="rials",
    )  # fmt: skip
    incidents.open_incident(
        institution_id=university.id, kind=notifications.PROVIDER, subject_kind="account", subject_id=row.id,
        detail={"reason": Reason.CREDIT_EMPTY, "code": "418", "name": row.name},
    )  # fmt: skip
    return row


def _failed(university: University, account: ProviderAccount) -> Delivery:
    example, person, now = ReturnedNotice.example(), university.person("981020304"), timezone.now()
    row: Delivery = Delivery.objects.create(
        institution_id=university.id, person_id=person.id, message=example.key, category=example.category,
        channel="sms", urgency=example.urgency, language="fa", address="+989121110001", values=example.values(),
        body="پیشخوان: درخواست ۱۴۰۵-۰۰۰۱۲۳ به شما بازگشت.", state=State.FAILED, reason=Why.GAVE_UP, attempts=2,
        account=account, ended_at=now, began_at=now - timedelta(hours=5), doubled=True,
    )  # fmt: skip
    for number, reason in enumerate((Reason.NO_ANSWER, Reason.CREDIT_EMPTY), 1):
        Attempt.objects.create(
            delivery=row, account=account, number=number, began_at=now, ended_at=now, reason=reason,
            outcome="unknown" if reason is Reason.NO_ANSWER else "fail_over",
            vendor_code="" if reason is Reason.NO_ANSWER else "418",
        )  # fmt: skip
    return row


def _code(university: University) -> Delivery:
    code = identity.VerificationCode(
        code="123456", minutes=5, host="iums.localhost", until=timezone.now() + timedelta(minutes=5)
    )
    recipient = notifications.Recipient(institution_id=university.id, person_id=None, mobile="09121110002")
    (pk,) = notifications.send(recipient=recipient, message=code, channels=[notifications.Channel.SMS])
    found: Delivery = Delivery.objects.get(id=pk)
    return found


def _words(university: University) -> None:
    notifications.write(
        actor=university.actor("admin"), message="visit", surface=notifications.Surface.SMS, language="fa",
        title="", body=OWN, number=0,
    )  # fmt: skip


def _spent(university: University) -> None:
    """Two months of costs, and a budget most of which is used."""
    today = timezone.localdate()
    demo = ProviderAccount.objects.filter(institution_id=university.id).order_by("created_at")[0]
    for day, cost in ((today, 8_400_000), (today - timedelta(days=40), 3_150_000)):
        Spending.objects.update_or_create(  # a test before may have been called today
            institution_id=university.id, account=demo, channel="voice", day=day,
            defaults={"messages": 1_240, "parts": 1_240, "cost": cost},
        )  # fmt: skip
    # Without quiet hours: tests wait for texts at every hour of the day.
    always = {"quiet_from": time(0), "quiet_until": time(0)}
    rules = SendingRules(institution_id=university.id, budget=10_000_000, **always)
    notifications.set_rules(actor=university.actor("admin"), wanted=rules, rev=0)
