"""Messages sent in tests, and time that passes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pishkhan.identity.api import VerificationCode
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import handing
from pishkhan.notifications.enums import Channel
from pishkhan.notifications.models import Delivery
from pishkhan.servicedesk.messages import ClosedNotice

NUMBER = "09123456780"


def send(iums, number=NUMBER, *, message=None, **more) -> Delivery:
    to = notifications.Recipient(institution_id=iums.id, person_id=None, mobile=number)
    message = message or ClosedNotice(number="1405-000123", link="")
    [delivery] = notifications.send(recipient=to, message=message, channels=[Channel.SMS], **more)
    handing.hand_over(delivery)
    return Delivery.objects.get(id=delivery)


def one_time_code(minutes=5) -> VerificationCode:
    until = timezone.now() + timedelta(minutes=minutes)
    return VerificationCode(code="482915", minutes=minutes, host="iums.localhost", until=until)


def later(monkeypatch, **by) -> None:
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr(timezone, "now", lambda: now)
