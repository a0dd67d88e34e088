"""Kavenegar against its simulator."""

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
from simulators.kavenegar import Kavenegar
from tests.notifications.providers.account import CODE, Golden, Harness, Kind

SAMPLE = Outgoing(
    reference=7001, channel=Channel.SMS, to="+989361234567", text="به پیشخوان خوش آمدید", template="verify",
    values={"token": "852596", "token2": "پیشخوان", "token20": "سامانه خدمات دانشجویی"},
)  # fmt: skip
TEXT = Outgoing(reference=7001, channel=Channel.SMS, to="+989361234567", text="به پیشخوان خوش آمدید")
VOICE = Outgoing(reference=7001, channel=Channel.VOICE, to="+989361234567", text="کد شما ۴ ۸ ۲ است")
TAKEN = Answer(outcome=Outcome.OK, vendor_code="200", provider_id="8792343", cost=120)

HARNESS = Harness(
    simulator=lambda: Kavenegar(key="4B6C/secret+of=kavenegar", templates={"login-code": ("token",)}),
    settings=lambda simulator: {"api_key": simulator.key, "sender": "10004346", "address": simulator.url},
    kinds={
        "template": Kind(template="login-code", values={"token": CODE}, code=CODE),
        "text": Kind(find=True, repeat_safe=True),
        "voice template": Kind(channel=Channel.VOICE, template="login-code", values={"token": CODE}, code=CODE),
        "voice text": Kind(channel=Channel.VOICE, text="کد شما ۴ ۸ ۲ است", find=True, repeat_safe=True),
    },
    busy=(402, 409, 429, 451),
    dialled=lambda number: "0" + number.removeprefix("+98"),
    golden_settings={"api_key": "THE-KEY", "sender": "10004346"},
    golden=(
        Golden(case="lookup", does=lambda provider: provider.send(SAMPLE), gives=TAKEN),
        Golden(case="send", does=lambda provider: provider.send(TEXT), gives=TAKEN),
        Golden(
            case="maketts",
            does=lambda provider: provider.send(VOICE),
            gives=Answer(outcome=Outcome.OK, vendor_code="200", provider_id="8792344", cost=650),
        ),
        Golden(
            case="no-credit",
            does=lambda provider: provider.send(TEXT),
            gives=Answer(outcome=Outcome.FAIL_OVER, reason=Reason.CREDIT_EMPTY, vendor_code="418"),
        ),
        Golden(
            case="status",
            does=lambda provider: provider.ask(["8792343", "8792344", "8792345"]),
            gives=[
                Receipt(provider_id="8792343", fate=Fate.DELIVERED, vendor_code="10"),
                Receipt(provider_id="8792344", fate=Fate.ON_ITS_WAY, vendor_code="4"),
                Receipt(provider_id="8792345", fate=Fate.NOT_KNOWN, reason=Reason.LOST, vendor_code="100"),
            ],
        ),
        Golden(
            case="statuslocalmessageid",
            does=lambda provider: provider.find(TEXT),
            gives=Answer(outcome=Outcome.OK, vendor_code="200", provider_id="8792343"),
        ),
        Golden(case="info", does=lambda provider: provider.check_config(), gives=Health(ok=True, balance=1500000)),
    ),
)
