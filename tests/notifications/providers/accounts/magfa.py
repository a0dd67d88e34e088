"""Magfa against its simulator."""

from __future__ import annotations

from pishkhan.notifications.providers.protocol import (
    Answer,
    Channel,
    Fate,
    Health,
    Outcome,
    Outgoing,
    Reason,
    Receipt,
)
from simulators.magfa import Magfa
from tests.notifications.providers.account import Golden, Harness, Kind

SAMPLE = Outgoing(reference=9876, channel=Channel.SMS, to="+989120000000", text="سلام")

HARNESS = Harness(
    simulator=lambda: Magfa(key="secret-of-magfa"),
    settings=lambda simulator: {
        "username": simulator.username, "domain": simulator.domain, "password": simulator.key,
        "sender": simulator.line, "address": simulator.url,
    },
    kinds={"text": Kind(find=True)},
    busy=(15, 23),
    lacks=frozenset({"push", "templates"}),
    dialled=lambda number: number.removeprefix("+"),
    golden_settings={"username": "user", "domain": "domain", "password": "password", "sender": "983000711"},
    golden=(
        Golden(
            case="send",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.OK, provider_id="111111111"),
        ),
        Golden(
            case="blacklist",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.NUMBER_BLOCKED, vendor_code="27"),
        ),
        Golden(
            case="no-credit",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.CREDIT_EMPTY, vendor_code="14"),
        ),
        Golden(
            case="mid",
            does=lambda provider: provider.find(SAMPLE),
            gives=Answer(outcome=Outcome.OK, provider_id="111111111"),
        ),
        Golden(
            case="mid-unknown",
            does=lambda provider: provider.find(SAMPLE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.LOST, vendor_code="-1"),
        ),
        Golden(
            case="mid-refused",
            does=lambda provider: provider.find(SAMPLE),
            gives=Answer(outcome=Outcome.UNKNOWN, reason=Reason.KEY_WRONG, vendor_code="18"),
        ),
        Golden(
            case="statuses",
            does=lambda provider: provider.ask(["1", "2", "3", "4", "5"]),
            gives=[
                Receipt(provider_id="1", fate=Fate.DELIVERED, vendor_code="1"),
                Receipt(provider_id="2", fate=Fate.FAILED, reason=Reason.NOT_DELIVERED, vendor_code="2"),
                Receipt(provider_id="3", fate=Fate.FAILED, reason=Reason.NOT_DELIVERED, vendor_code="16"),
                Receipt(provider_id="4", fate=Fate.ON_ITS_WAY, vendor_code="8"),
                Receipt(provider_id="5", fate=Fate.NOT_KNOWN, reason=Reason.LOST, vendor_code="-1"),
            ],
        ),
        Golden(
            case="balance", does=lambda provider: provider.check_config(), gives=Health(ok=True, balance=1500000)
        ),
    ),
)  # fmt: skip
