"""A university whose terminals lead to simulated banks."""

from __future__ import annotations

import pytest

from simulators.banks import Network
from tests.factories.paying import TERMINAL, Till

GATEWAYS = list(TERMINAL)


@pytest.fixture
def network(settings):
    with Network() as running:
        settings.BANKS_BASE = running.url
        yield running


@pytest.fixture
def till(iums, network):
    """At the bank that has no peculiarities."""
    return Till(iums, network, "demo")


@pytest.fixture(params=GATEWAYS)
def every_till(request, iums, network):
    """At each of the banks."""
    return Till(iums, network, request.param)
