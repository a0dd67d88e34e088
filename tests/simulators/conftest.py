"""All simulated banks behind one real server, and a caller."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from simulators.banks import Network

BACK = "http://iums.localhost:9/pay/return/7"


class Caller:
    """A merchant's server, a payer's browser and the hand at the controls."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.http = httpx.Client(base_url=network.url, trust_env=False, timeout=20)

    def post(self, path: str, **given: Any) -> Any:
        """JSON to a bank, its JSON back."""
        return self.http.post(path, json=given).json()

    def control(self, verb: str, **wish: Any) -> Any:
        answer = self.http.post(f"/control/{verb}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, token: str) -> dict[str, Any]:
        (found,) = self.http.get("/control/orders", params={"token": token}).json()["orders"]
        return dict(found)

    def fault(self, kind: str, **more: Any) -> None:
        self.control("faults", faults=[{"kind": kind, **more}])

    def refused(self, bank: str) -> list[str]:
        return list(self.network.banks[bank].refused)


@pytest.fixture
def caller():
    with Network() as network:
        caller = Caller(network)
        yield caller
        caller.http.close()
