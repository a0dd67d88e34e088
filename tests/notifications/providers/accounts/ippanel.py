"""IPPanel against its simulator."""

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
from simulators.ippanel import IPPanel
from tests.notifications.providers.account import CODE, Golden, Harness, Kind

SAMPLE = Outgoing(
    reference=7001, channel=Channel.SMS, to="+989120000000", text="", template="xxxxxxxxxxxxxxx",
    values={"code": "متن جایگذاری"},
)  # fmt: skip
VOICE = Outgoing(reference=7001, channel=Channel.VOICE, to="+989120000000", text="", code="45852")
TAKEN = Answer(outcome=Outcome.OK, vendor_code="200-1", provider_id="1123594208")

HARNESS = Harness(
    simulator=lambda: IPPanel(key="OWYzsecret-of-ippanel=", templates={"q7t1xk2m": ("code",)}),
    settings=lambda simulator: {"api_key": simulator.key, "address": simulator.url},
    kinds={
        "pattern": Kind(template="q7t1xk2m", values={"code": CODE}, code=CODE),
        "voice": Kind(channel=Channel.VOICE, code=CODE),
    },
    busy=(429, 503),
    lacks=frozenset({"push"}),
    golden_settings={"api_key": "THE-KEY"},
    golden=(
        Golden(case="pattern", does=lambda provider: provider.send(SAMPLE), gives=TAKEN),
        Golden(case="votp", does=lambda provider: provider.send(VOICE), gives=TAKEN),
        Golden(
            case="wrong-number",
            does=lambda provider: provider.send(SAMPLE),
            gives=Answer(outcome=Outcome.PERMANENT, reason=Reason.NUMBER_WRONG, vendor_code="400-2"),
        ),
        Golden(
            case="wrong-key",
            does=lambda provider: provider.send(VOICE),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.KEY_WRONG, vendor_code="400-1"),
        ),
        Golden(
            case="recipients",
            does=lambda provider: provider.ask(["1123594208"]),
            gives=[Receipt(provider_id="1123594208", fate=Fate.DELIVERED, vendor_code="2")],
        ),
        Golden(case="credit", does=lambda provider: provider.check_config(), gives=Health(ok=True, balance=6084722932)),
    ),
)
