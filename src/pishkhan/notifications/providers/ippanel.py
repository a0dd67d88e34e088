"""IPPanel (the edge API, also FarazSMS): patterns by SMS, one-time codes by voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any, ClassVar

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

INVALID = 422
CODES: dict[tuple[int, str], tuple[Outcome, Reason]] = {
    # Its message codes ("400-1") stand for several things at once: the status and the field complained of do not.
    (401, ""): (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    (402, ""): (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),  # [unconfirmed]
    (403, ""): (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),  # [unconfirmed]
    (429, ""): (Outcome.RETRY, Reason.RATE),  # [unconfirmed]
    (503, ""): (Outcome.RETRY, Reason.BUSY),  # [unconfirmed]
    (INVALID, "recipients"): (Outcome.PERMANENT, Reason.NUMBER_WRONG),
    (INVALID, "code"): (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING),
    (INVALID, "from_number"): (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    # Names and kinds of the fields are those of the pattern kept here: another provider's template may fit.
    (INVALID, "params"): (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    (INVALID, "message"): (Outcome.PERMANENT, Reason.TEXT_REFUSED),
    (INVALID, "credit"): (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),  # [unconfirmed]
    (INVALID, ""): (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
}
"""(HTTP status, field complained of) → what it means for the message."""
STATES: dict[int, tuple[Fate, Reason | None]] = {
    0: (Fate.ON_ITS_WAY, None),
    1: (Fate.ON_ITS_WAY, None),
    2: (Fate.DELIVERED, None),
    3: (Fate.FAILED, Reason.NOT_DELIVERED),
    4: (Fate.FAILED, Reason.NUMBER_BLOCKED),
}


class IPPanel(Provider):
    """One account. It cannot be asked for a message by an id of ours, and takes no text without a pattern."""

    key: ClassVar[str] = "ippanel"
    title: ClassVar[str] = "IPPanel"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS, Channel.VOICE})
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(name="api_key", label="API key", secret=True),
        Setting(name="sender", label="Sending line", hint="Beginning with +98.", default="+983000505"),
        Setting(
            name="address", label="Address of the service", default="https://edge.ippanel.com", aims=True, is_url=True,
        ),
    )
    asks_at_most: ClassVar[int] = 10
    """It is asked message by message; so many calls one after the other are still short."""

    def carries(self, message: Outgoing) -> bool:
        return bool(message.template if message.channel is Channel.SMS else message.code) and super().carries(message)

    def send(self, message: Outgoing) -> Answer:
        try:
            reply = self._call("POST", "send", body=_request(message, self.given["sender"].strip()))
        except Failed as failed:
            return failed.answer
        return _answer(reply)

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        found: list[Receipt] = []
        for each in provider_ids[: self.asks_at_most]:
            try:
                reply = self._call("GET", "report/recipients", params={"bulk_id": each})
            except Failed:
                break
            if reply.status not in (200, 404):
                break
            found += _receipt(each, reply)
        return found

    def check_config(self) -> Health:
        try:
            reply = self._call("GET", "payment/credit/mine")
        except Failed as failed:
            return Health(ok=False, reason=failed.answer.reason, vendor_code=failed.answer.vendor_code)
        if not _accepted(reply):
            refused = _refusal(reply)
            return Health(ok=False, reason=refused.reason, vendor_code=refused.vendor_code)
        credit = reply.at("data", "credit")
        if type(credit) not in (int, float) or not isfinite(credit):
            return Health(ok=False, reason=Reason.NOT_UNDERSTOOD)
        return Health(ok=credit > 0, reason=None if credit > 0 else Reason.CREDIT_EMPTY, balance=int(credit))

    def _call(self, method: str, path: str, **given: Any) -> Reply:
        address = f"{self.given['address'].rstrip('/')}/v1/api/{path}"
        key = {"Authorization": self.given["api_key"].strip()}
        return call(self.outside.http, method, address, headers=key, **given)


def _request(message: Outgoing, sender: str) -> dict[str, Any]:
    if message.channel is Channel.VOICE:
        return {"sending_type": "votp", "message": message.code, "params": {"recipients": [message.to]}}
    return {
        "sending_type": "pattern", "from_number": sender, "code": message.template, "recipients": [message.to],
        "params": dict(message.values),
    }  # fmt: skip


def _accepted(reply: Reply) -> bool:
    return reply.status == 200 and reply.at("meta", "status") is True


def _answer(reply: Reply) -> Answer:
    if not _accepted(reply):
        return _refusal(reply)
    found = reply.at("data", "message_outbox_ids", 0)
    if not isinstance(found, int | str) or not found:
        return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD, vendor_code=_vendor_code(reply))
    return Answer(outcome=Outcome.OK, provider_id=str(found), vendor_code=_vendor_code(reply))


def _refusal(reply: Reply) -> Answer:
    """What a no means. One that came with status 200 is read like a complaint about the request."""
    refused, code = reply.at("meta", "status") is False, _vendor_code(reply)
    status = INVALID if refused and reply.status < 400 else reply.status
    for field in (*_fields(reply), ""):
        if (status, field) in CODES:
            outcome, reason = CODES[status, field]
            return Answer(outcome=outcome, reason=reason, vendor_code=code)
    if 400 <= status < 500:
        return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.REQUEST_WRONG, vendor_code=code)
    # From 500 on, and in what is no answer of theirs, nobody can say what was done.
    reason = Reason.TROUBLE if refused else Reason.NOT_UNDERSTOOD
    return Answer(outcome=Outcome.UNKNOWN, reason=reason, vendor_code=code)


def _fields(reply: Reply) -> Iterator[str]:
    """Fields complained of, without places in lists. Below `params` lie the pattern's own, which may be called `code`
    too, but for a call by voice the number."""
    errors = reply.at("meta", "errors")
    for path in errors if isinstance(errors, dict) else ():
        field, *below = str(path).split(".")
        yield "recipients" if below[:1] == ["recipients"] else field


def _vendor_code(reply: Reply) -> str:
    """Theirs where it has the shape of one: anything else could hold what we sent."""
    code = reply.at("meta", "message_code")
    short = isinstance(code, str) and len(code) < 12 and code.replace("-", "").isdigit()
    return str(code) if short else f"HTTP {reply.status}"


def _receipt(provider_id: str, reply: Reply) -> list[Receipt]:
    gone = reply.status == 404 and reply.at("meta", "status") is False
    if gone or (_accepted(reply) and reply.at("data") == []):  # which of the two [unconfirmed]
        return [Receipt(provider_id=provider_id, fate=Fate.NOT_KNOWN, reason=Reason.LOST)]
    state = reply.at("data", 0, "message_status")
    if not _accepted(reply) or not isinstance(reply.at("data", 0), dict):
        return []
    # Written as text; left out while the message is not settled. A state that is new to us is not its end.
    if state is None:
        return [Receipt(provider_id=provider_id, fate=Fate.ON_ITS_WAY)]
    code = str(state)[:12]
    known = STATES.get(int(code)) if code.isdecimal() else None
    fate, reason = known or (Fate.ON_ITS_WAY, Reason.NOT_UNDERSTOOD)
    return [Receipt(provider_id=provider_id, fate=fate, reason=reason, vendor_code=code)]
