from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from pishkhan.payments.providers.wire import client
from tests.payments.providers.cases import Listener, listening


@pytest.fixture
def bank() -> Iterator[Listener]:
    """A bank on this machine that answers what a test tells it to."""
    listener = Listener()
    server = listening(listener)
    yield listener
    listener.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client as the product has it."""
    with client() as found:
        yield found


@pytest.fixture
def hurried() -> Iterator[httpx.Client]:
    """A client with little time."""
    with client() as found:
        found.timeout = httpx.Timeout(0.3, connect=5)
        yield found
