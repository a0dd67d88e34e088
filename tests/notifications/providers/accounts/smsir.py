"""SMS.ir against its simulator."""

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
from simulators.smsir import SmsIr
from tests.notifications.providers.account import CODE, Golden, Harness, Kind

SAMPLE = Outgoing(
    reference=7001, channel=Channel.SMS, to="+989190000904", text="", template="123456", values={"Code": "12345"}
)

HARNESS = Harness(
    simulator=lambda: SmsIr(key="PN1Tsecret-of-smsir", templates={"123456": ("CODE",)}),
    settings=lambda simulator: {"api_key": simulator.key, "address": simulator.url},
    kinds={"template": Kind(template="123456", values={"CODE": CODE}, code=CODE)},
    busy=(20,),
    lacks=frozenset({"push"}),
    dialled=lambda number: number.removeprefix("+98"),
    golden_settings={"api_key": "THE-KEY"},
    golden=(
        Golden(
            case="verify",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.OK, provider_id="89545112"),
        ),
        Golden(
            case="no-template",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.TEMPLATE_MISSING, vendor_code="113"),
        ),
        Golden(
            case="blacklist",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.NUMBER_BLOCKED, vendor_code="messageId 0"),
        ),
        Golden(
            case="wrong-key",
            does=lambda provider: provider.check_config(),
            gives=Health(ok=False, reason=Reason.KEY_WRONG, vendor_code="10"),
        ),
        Golden(
            case="report",
            does=lambda provider: provider.ask(["89545112"]),
            gives=[Receipt(provider_id="89545112", fate=Fate.DELIVERED, vendor_code="1")],
        ),
        Golden(
            case="credit",
            does=lambda provider: provider.check_config(),
            gives=Health(ok=True, balance=165, balance_in="messages"),
        ),
    ),
)
