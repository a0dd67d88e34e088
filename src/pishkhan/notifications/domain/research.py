"""Numbers with which the whole path can be walked without a phone: rules, row, job, account, receipt, log; only the
call to the provider is left out. No operator has numbers that begin with 098.
"""

from __future__ import annotations

from pishkhan.notifications.enums import Channel, Fate, Outcome, Reason
from pishkhan.notifications.providers.protocol import Answer, Outgoing, Receipt

FATES: dict[str, tuple[Fate, Reason | None]] = {
    "+989800000001": (Fate.DELIVERED, None),
    "+989800000002": (Fate.FAILED, Reason.NUMBER_BLOCKED),
    "+989800000003": (Fate.FAILED, Reason.NOT_DELIVERED),
    "+989800000004": (Fate.ON_ITS_WAY, None),
}
"""Number → what its receipt says."""
PREFIX = "research"


def is_research(message: Outgoing) -> bool:
    """Whether a message goes to one of the numbers."""
    return message.channel is not Channel.EMAIL and message.to in FATES


def answer(message: Outgoing) -> Answer:
    """As a provider that takes it."""
    return Answer(outcome=Outcome.OK, provider_id=f"{PREFIX}-{message.to[-1]}-{message.reference}", cost=0)


def receipt(provider_id: str) -> Receipt | None:
    """The receipt of such a message; None for the id of a real one."""
    word, _, rest = provider_id.partition("-")
    if word != PREFIX:
        return None
    fate, reason = FATES[f"+98980000000{rest[:1]}"]
    return Receipt(provider_id=provider_id, fate=fate, reason=reason, vendor_code=PREFIX)
