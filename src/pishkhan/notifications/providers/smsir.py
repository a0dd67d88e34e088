"""SMS.ir, version 1: messages from templates over its shared service lines."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import ClassVar

from pishkhan.notifications.providers.http import Failed, Reply, call
from pishkhan.notifications.providers.protocol import (
    Answer,
    Channel,
    Fate,
    Health,
    Outcome,
    Outgoing,
    Provider,
    Reason,
    Receipt,
    Setting,
)

SENT, NO_SUCH_MESSAGE = 1, 111
CODES: dict[int, tuple[Outcome, Reason]] = {
    # 0 comes with HTTP 500: it says that something broke, not when.
    0: (Outcome.UNKNOWN, Reason.TROUBLE),
    10: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    11: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    12: (Outcome.FAIL_OVER, Reason.IP_REFUSED),
    13: (Outcome.FAIL_OVER, Reason.ACCOUNT_OFF),
    14: (Outcome.FAIL_OVER, Reason.ACCOUNT_OFF),
    15: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    16: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    20: (Outcome.RETRY, Reason.RATE),
    101: (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    102: (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),
    103: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    104: (Outcome.PERMANENT, Reason.NUMBER_WRONG),
    105: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    106: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    107: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    108: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    109: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    110: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    NO_SUCH_MESSAGE: (Outcome.FAIL_OVER, Reason.LOST),
    112: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    113: (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING),
    # Values of more than 25 characters: a limit of SMS.ir alone, so another provider may carry them.
    114: (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    115: (Outcome.FAIL_OVER, Reason.NUMBER_BLOCKED),
    116: (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    117: (Outcome.FAIL_OVER, Reason.TEXT_REFUSED),
    118: (Outcome.FAIL_OVER, Reason.RATE),
    119: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    123: (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    124: (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING),
}
STATUSES: dict[int, tuple[Outcome, Reason]] = {
    401: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    429: (Outcome.RETRY, Reason.RATE),
}
"""What an HTTP status means where the body holds no code of the table."""
FATES: dict[int, tuple[Fate, Reason | None]] = {
    1: (Fate.DELIVERED, None),
    2: (Fate.FAILED, Reason.NOT_DELIVERED),
    3: (Fate.ON_ITS_WAY, None),
    4: (Fate.FAILED, Reason.NOT_DELIVERED),
    5: (Fate.ON_ITS_WAY, None),
    6: (Fate.FAILED, Reason.TROUBLE),
    7: (Fate.FAILED, Reason.NUMBER_BLOCKED),
    8: (Fate.ON_ITS_WAY, None),  # "not known" at the operator: not yet, or never
}


class SmsIr(Provider):
    """Sends from templates alone: text of our own would leave on an advertising line."""

    key: ClassVar[str] = "smsir"
    title: ClassVar[str] = "SMS.ir"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS})
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(name="api_key", label="API key", secret=True),
        Setting(
            name="address", label="Address of the service", default="https://api.sms.ir", aims=True, is_url=True,
        ),
    )
    asks_at_most: ClassVar[int] = 20
    """Each is a request of its own."""

    def carries(self, message: Outgoing) -> bool:
        known = message.template.isascii() and message.template.isdecimal()
        return super().carries(message) and known and message.to.startswith("+989")

    def send(self, message: Outgoing) -> Answer:
        if not self.carries(message):
            return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.TEMPLATE_MISSING)
        body = {
            # Their samples of this call write 919…, those of others 0919….
            "mobile": message.to.removeprefix("+98"),
            "templateId": int(message.template),
            "parameters": [{"name": name, "value": value} for name, value in message.values.items()],
        }
        try:
            reply = self._call("POST", "/v1/send/verify", body)
        except Failed as failed:
            return failed.answer
        return _sent(reply) if _code(reply) == SENT else _refused(reply)

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        receipts = []
        for one in provider_ids[: self.asks_at_most]:
            if not (one.isascii() and one.isdecimal()):
                continue
            try:
                reply = self._call("GET", f"/v1/send/{one}")
            except Failed:
                break  # the rest would wait as long for nothing
            receipt = _receipt(one, reply)
            if receipt is None:
                break
            receipts.append(receipt)
        return receipts

    def check_config(self) -> Health:
        try:
            reply = self._call("GET", "/v1/credit")
        except Failed as failed:
            return Health(ok=False, reason=failed.answer.reason, vendor_code=failed.answer.vendor_code)
        credit = reply.at("data")
        if _code(reply) != SENT or type(credit) not in (int, float) or not isfinite(credit):
            answer = _refused(reply)
            return Health(ok=False, reason=answer.reason, vendor_code=answer.vendor_code)
        empty = None if credit >= 1 else Reason.CREDIT_EMPTY
        return Health(ok=empty is None, reason=empty, balance=int(credit), balance_in="messages")

    def _call(self, method: str, path: str, body: object = None) -> Reply:
        url, headers = self.given["address"].rstrip("/") + path, {"X-API-KEY": self.given["api_key"].strip()}
        return call(self.outside.http, method, url, body=body, headers=headers)


def _code(reply: Reply) -> int | None:
    code = reply.at("status")
    return code if type(code) is int else None


def _sent(reply: Reply) -> Answer:
    # What they call cost is counted in messages, not in rials: it is not ours to convert.
    found = reply.at("data", "messageId")
    if type(found) is int and found > 0:
        return Answer(outcome=Outcome.OK, provider_id=str(found))
    if type(found) is int:
        # In their other calls 0 stands in the place of an id for a number on their blacklist.
        return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.NUMBER_BLOCKED, vendor_code=f"messageId {found}")
    return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD, vendor_code="no messageId")


def _refused(reply: Reply) -> Answer:
    code = _code(reply)
    if code in CODES:
        outcome, reason = CODES[code]
        return Answer(outcome=outcome, reason=reason, vendor_code=str(code))
    vendor_code = f"HTTP {reply.status}" if code is None else str(code)
    if reply.status in STATUSES:
        outcome, reason = STATUSES[reply.status]
    elif 400 <= reply.status < 500 or (code is not None and code != SENT and reply.status < 500):
        outcome, reason = Outcome.FAIL_OVER, Reason.NOT_UNDERSTOOD  # a refusal, whatever for
    else:
        outcome, reason = Outcome.UNKNOWN, Reason.NOT_UNDERSTOOD
    return Answer(outcome=outcome, reason=reason, vendor_code=vendor_code)


def _receipt(provider_id: str, reply: Reply) -> Receipt | None:
    code = _code(reply)
    if code == NO_SUCH_MESSAGE:
        return Receipt(provider_id=provider_id, fate=Fate.NOT_KNOWN, reason=Reason.LOST, vendor_code=str(code))
    if code != SENT or not isinstance(reply.at("data"), dict):
        return None
    state = reply.at("data", "deliveryState")
    if type(state) is not int:  # null until the operator has spoken
        return Receipt(provider_id=provider_id, fate=Fate.ON_ITS_WAY)
    fate, reason = FATES.get(state, (Fate.ON_ITS_WAY, None))
    return Receipt(provider_id=provider_id, fate=fate, reason=reason, vendor_code=str(state))
