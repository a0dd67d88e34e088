"""From `send` to the demo inbox, inside one transaction and one process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.notifications.enums import State, Why
from pishkhan.notifications.models import Delivery, SendingRules
from pishkhan.servicedesk.messages import ReturnedNotice
from tests.factories.jobs import run_jobs


@pytest.fixture
def demo(iums):
    notifications.put_demo(iums.id)
    return iums


def tell(university, login="981020304", **changes):
    recipient = identity.recipient_of(university.person(login).id)
    recipient = notifications.Recipient(
        institution_id=recipient.institution_id, person_id=recipient.person_id,
        **{"mobile": recipient.mobile, "email": recipient.email, "language": recipient.language, **changes},
    )
    return notifications.send(recipient=recipient, message=ReturnedNotice.example())


def test_message_reaches_the_bell_the_phone_and_the_mailbox(demo, day):
    tell(demo)
    run_jobs()
    texts = {row.channel: row.text for row in notifications.kept(demo.id)}
    assert texts["sms"] == (
        "پیشخوان: درخواست \u200e۱۴۰۵-۰۰۰۱۲۳ به شما بازگشت. "
        "تا \u200e۱۴۰۵/۰۹/۱۰ پاسخ‌های نام‌برده را اصلاح کنید."
    )
    assert set(texts) == {"sms", "email"}
    assert {row.state for row in Delivery.objects.all()} == {State.SENT}
    assert notifications.unread_count(demo.actor("981020304")) == 1


@pytest.mark.parametrize(
    ("number", "why"),
    [("02147701234", Why.LANDLINE), ("+4915112345678", Why.FOREIGN), ("0912", "number_wrong"), ("", "")],
)
def test_number_that_cannot_be_sent_to_is_told_at_once(demo, day, number, why):
    tell(demo, mobile=number, email="")
    run_jobs()
    rows = Delivery.objects.all()
    assert [(row.channel, row.state, row.reason) for row in rows] == [("sms", State.FAILED, why or Why.NO_ADDRESS)]


def test_text_at_night_waits_for_the_morning(demo, night):
    SendingRules.objects.all().delete()
    tell(demo)
    run_jobs()
    rows = {row.channel: row for row in Delivery.objects.all()}
    assert (rows["email"].state, rows["sms"].state) == (State.SENT, State.WAITING)
    assert timezone.localtime(rows["sms"].not_before).hour == 7
    assert rows["sms"].not_before - timezone.now() < timedelta(hours=9)
