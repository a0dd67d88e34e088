"""A university with money in it, and somebody at the desk of its accounts."""

from __future__ import annotations

import pytest
from django.utils import translation

from pishkhan.payments import api as payments
from simulators.banks import Network
from tests.factories.paying import Till
from tests.web.desk.conftest import Desk

STUDENT, OTHER = "981020304", "991020305"


@pytest.fixture(autouse=True)
def _persian():
    """Pages in English leave their language behind."""
    with translation.override("fa"):
        yield


@pytest.fixture
def network(settings):
    with Network() as running:
        settings.BANKS_BASE = running.url
        yield running


@pytest.fixture
def till(iums, network):
    return Till(iums, network, "sep")


@pytest.fixture
def desk(iums):
    return Desk(iums, "accounts")


@pytest.fixture
def refund(iums):
    """`refund(attempt, 1000)` asks; with `decided` the head of finance approves."""

    def asked(attempt, amount, decided=False):
        row = payments.ask_refund(
            actor=iums.actor("accounts"), attempt_id=attempt.id, amount=amount, reason="برداشت دوباره"
        )
        if decided:
            head = iums.actor("accounts.head")
            payments.decide_refund(actor=head, refund_id=row.id, approve=True, reference="حواله ۹")
        return row

    return asked
