"""A university, its bank, and a browser that comes back without any cookie."""

from __future__ import annotations

import pytest

from simulators.banks import Network
from tests.factories.paying import Till


@pytest.fixture
def network(settings):
    with Network() as running:
        settings.BANKS_BASE = running.url
        yield running


@pytest.fixture
def till(iums, network):
    return Till(iums, network, "demo")
