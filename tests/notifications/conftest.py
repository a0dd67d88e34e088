"""Hours of the day for messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from pishkhan.notifications.domain import slots


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
