"""Kavenegar: templates and texts by SMS, templates and read-out texts by voice. Its key stands in every address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

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

TOKENS = ("token", "token2", "token3", "token10", "token20")
"""Names a template's fields can have. The first three hold no space; the last two hold five and eight."""

CODES: dict[int, tuple[Outcome, Reason]] = {
    400: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    401: (Outcome.FAIL_OVER, Reason.ACCOUNT_OFF),
    402: (Outcome.RETRY, Reason.TROUBLE),
    403: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    404: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    405: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    406: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    407: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    409: (Outcome.RETRY, Reason.BUSY),
    411: (Outcome.PERMANENT, Reason.NUMBER_WRONG),
    412: (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    413: (Outcome.PERMANENT, Reason.TEXT_LONG),
    414: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    416: (Outcome.FAIL_OVER, Reason.IP_REFUSED),
    417: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    418: (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),
    419: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    # Links are closed to accounts, not forbidden as such: another account may carry the same text.
    420: (Outcome.FAIL_OVER, Reason.LINK_REFUSED),
    422: (Outcome.PERMANENT, Reason.TEXT_REFUSED),
    424: (Outcome.FAIL_OVER, Reason.TEMPLATE_MISSING),
    426: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    427: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    # Only this provider's templates must read digits alone; elsewhere the code itself is handed over.
    428: (Outcome.FAIL_OVER, Reason.VOICE_IMPOSSIBLE),
    429: (Outcome.RETRY, Reason.RATE),
    # A value does not fit its field there, or the field is not there: the account's fault, not the message's.
    431: (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    432: (Outcome.FAIL_OVER, Reason.TEMPLATE_FIELDS),
    451: (Outcome.RETRY, Reason.RATE),
    501: (Outcome.FAIL_OVER, Reason.TEST_ONLY),
}
STATES: dict[int, tuple[Fate, Reason | None]] = {
    1: (Fate.ON_ITS_WAY, None),
    2: (Fate.ON_ITS_WAY, None),
    4: (Fate.ON_ITS_WAY, None),
    5: (Fate.ON_ITS_WAY, None),
    6: (Fate.FAILED, Reason.NOT_DELIVERED),
    10: (Fate.DELIVERED, None),
    11: (Fate.FAILED, Reason.NOT_DELIVERED),
    13: (Fate.FAILED, Reason.CANCELLED),
    14: (Fate.FAILED, Reason.NUMBER_BLOCKED),
    100: (Fate.NOT_KNOWN, Reason.LOST),
}
DONE, NO_SUCH_MESSAGE = 200, 100


class Kavenegar(Provider):
    """One account. Sends without a template carry our reference as `localid`, so they can be found and repeated."""

    key: ClassVar[str] = "kavenegar"
    title: ClassVar[str] = "Kavenegar"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS, Channel.VOICE})
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(name="api_key", label="API key", secret=True),
        Setting(
            name="sender", label="Sending line", required=False,
            hint="For texts sent without a template. Empty: the account's own line.",
        ),
        Setting(
            name="address", label="Address of the service", default="https://api.kavenegar.com", aims=True, is_url=True,
        ),
    )  # fmt: skip
    asks_at_most: ClassVar[int] = 500
    pushes: ClassVar[bool] = True

    def carries(self, message: Outgoing) -> bool:
        # Codes go by an approved template, never as text: that could leave over an advertising line, which many block.
        bare = message.channel is Channel.SMS and bool(message.code) and not message.template
        return super().carries(message) and not bare

    def send(self, message: Outgoing) -> Answer:
        if message.template and not set(message.values) <= set(TOKENS):
            return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.TEMPLATE_FIELDS)
        path, form = _request(message, self.given["sender"].strip())
        try:
            reply = call(self.outside.http, "POST", self._at(path), form=form)
        except Failed as failed:
            return failed.answer
        return _answer(reply)

    def find(self, message: Outgoing) -> Answer | None:
        if message.template:
            return None  # a template send takes no id of ours
        asked = {"localid": str(message.reference)}
        try:
            reply = call(self.outside.http, "GET", self._at("sms/statuslocalmessageid"), params=asked)
        except Failed as failed:
            return replace(failed.answer, outcome=Outcome.UNKNOWN)
        answer, entry = _answer(reply), _entry(reply)
        if _number(entry, "status") == NO_SUCH_MESSAGE:
            return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.LOST, vendor_code=str(NO_SUCH_MESSAGE))
        return answer if answer.outcome is Outcome.OK else replace(answer, outcome=Outcome.UNKNOWN)

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        asked = {"messageid": ",".join(provider_ids[: self.asks_at_most])}
        try:
            reply = call(self.outside.http, "GET", self._at("sms/status"), params=asked)
        except Failed:
            return []
        entries = reply.at("entries")
        if reply.at("return", "status") != DONE or not isinstance(entries, list):
            return []
        return [found for entry in entries for found in _receipts(entry)]

    def pushed(self, fields: Mapping[str, str]) -> list[Receipt]:
        return _receipts(fields)

    def check_config(self) -> Health:
        try:
            reply = call(self.outside.http, "GET", self._at("account/info"))
        except Failed as failed:
            return Health(ok=False, reason=failed.answer.reason, vendor_code=failed.answer.vendor_code)
        if reply.at("return", "status") != DONE:
            refused = _answer(reply)
            return Health(ok=False, reason=refused.reason, vendor_code=refused.vendor_code)
        balance = _number(reply.at("entries"), "remaincredit")
        if balance is None:
            return Health(ok=False, reason=Reason.NOT_UNDERSTOOD)
        return Health(ok=balance > 0, reason=None if balance > 0 else Reason.CREDIT_EMPTY, balance=balance)

    def _at(self, path: str) -> str:
        key = quote(self.given["api_key"].strip(), safe="")
        return f"{self.given['address'].rstrip('/')}/v1/{key}/{path}.json"


def _request(message: Outgoing, sender: str) -> tuple[str, dict[str, str]]:
    form = {"receptor": _dialled(message.to)}
    voice = message.channel is Channel.VOICE
    if message.template:
        tokens = {name: message.values[name] for name in TOKENS if name in message.values}
        return "verify/lookup", {**form, "template": message.template, **tokens, "type": "call" if voice else "sms"}
    form |= {"message": message.text, "localid": str(message.reference)}
    if voice:
        return "call/maketts", form
    return "sms/send", {**form, "sender": sender} if sender else form


def _dialled(number: str) -> str:
    """+98912… as 0912…, numbers of other countries with 00."""
    return f"0{number[3:]}" if number.startswith("+98") else f"00{number.removeprefix('+')}"


def _answer(reply: Reply) -> Answer:
    code = _number(reply.at("return"), "status")
    if code is None:
        refused = Outcome.FAIL_OVER if 400 <= reply.status < 500 else Outcome.UNKNOWN
        return Answer(outcome=refused, reason=Reason.NOT_UNDERSTOOD, vendor_code=f"HTTP {reply.status}")
    if code != DONE:
        # A refusal not in the table is one all the same; from 500 on nobody can say what was done.
        other = Outcome.FAIL_OVER if code < 500 else Outcome.UNKNOWN
        outcome, reason = CODES.get(code, (other, Reason.TROUBLE))
        return Answer(outcome=outcome, reason=reason, vendor_code=str(code))
    entry = _entry(reply)
    found = _number(entry, "messageid")
    if not found:
        return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD, vendor_code=str(code))
    return Answer(outcome=Outcome.OK, vendor_code=str(code), provider_id=str(found), cost=_number(entry, "cost"))


def _entry(reply: Reply) -> Any:
    """The one message answered about: in a list, or by itself."""
    return reply.at("entries", 0, default=reply.at("entries"))


def _receipts(entry: Any) -> list[Receipt]:
    message_id, state = _number(entry, "messageid"), _number(entry, "status")
    if not message_id or state is None:
        return []
    # A state that is new to us is not the end of the message.
    fate, reason = STATES.get(state, (Fate.ON_ITS_WAY, Reason.NOT_UNDERSTOOD))
    return [Receipt(provider_id=str(message_id), fate=fate, reason=reason, vendor_code=str(state))]


def _number(holder: Any, name: str) -> int | None:
    """A whole number in an answer, written as one or as text; None where there is none."""
    try:
        return int(str(holder[name]))
    except (KeyError, IndexError, TypeError, ValueError):
        return None
