"""Hours of the day for messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from pishkhan.notifications.domain import slots
from pishkhan.notifications.models import ProviderAccount
from tests.notifications.providers.harness import HARNESSES

TEMPLATE = {"name": "login-code", "values": {"token": "code"}}


@pytest.fixture(autouse=True)
def _fresh_slots():
    slots.forget()


@pytest.fixture
def day(monkeypatch):
    """Noon in Tehran."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 8, 30, tzinfo=UTC))


@pytest.fixture
def night(monkeypatch):
    """Eleven at night in Tehran."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 19, 30, tzinfo=UTC))


@pytest.fixture
def kavenegar():
    with HARNESSES["kavenegar"].simulator() as one:
        yield one


@pytest.fixture
def magfa():
    with HARNESSES["magfa"].simulator() as one:
        yield one


@pytest.fixture
def account(db, iums, day):
    """Brings an account at a simulator in; the first ones are asked first."""

    def bring(simulator, name, **changes):
        if name == "kavenegar":
            changes.setdefault("templates", {f"verification_code.{way}": TEMPLATE for way in ("sms", "sms.en")})
        return ProviderAccount.objects.create(
            institution_id=iums.id, provider=name, name=name, channels=["sms"], hook="x", per_second=1000,
            settings=HARNESSES[name].settings(simulator), **changes,
        )  # fmt: skip

    return bring


@pytest.fixture
def two(account, kavenegar, magfa):
    """Kavenegar first, Magfa in reserve."""
    return account(kavenegar, "kavenegar", resting=100, weight=100), account(magfa, "magfa", resting=0, weight=0)
