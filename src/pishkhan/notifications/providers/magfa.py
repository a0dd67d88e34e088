"""Magfa, HTTP version 2: text over a line of our own."""

from __future__ import annotations

from collections.abc import Sequence
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

DONE, NO_SUCH_ID = 0, -1
CODES: dict[int, tuple[Outcome, Reason]] = {
    1: (Outcome.PERMANENT, Reason.NUMBER_WRONG),
    # The number of the sender, which is a setting of ours and no fault of the message.
    2: (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    3: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    4: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    6: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    8: (Outcome.FAIL_OVER, Reason.OUT_OF_HOURS),
    12: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    13: (Outcome.PERMANENT, Reason.TEXT_REFUSED),  # an empty text
    14: (Outcome.FAIL_OVER, Reason.CREDIT_EMPTY),
    15: (Outcome.RETRY, Reason.BUSY),
    16: (Outcome.FAIL_OVER, Reason.ACCOUNT_OFF),
    17: (Outcome.FAIL_OVER, Reason.ACCOUNT_OFF),
    18: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    19: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    20: (Outcome.FAIL_OVER, Reason.LINE_WRONG),
    22: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    23: (Outcome.RETRY, Reason.BUSY),
    24: (Outcome.FAIL_OVER, Reason.LOST),
    25: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    # Blocked for advertising lines, or for Magfa: a service line elsewhere may get through.
    27: (Outcome.FAIL_OVER, Reason.NUMBER_BLOCKED),
    28: (Outcome.FAIL_OVER, Reason.NUMBER_BLOCKED),
    29: (Outcome.FAIL_OVER, Reason.IP_REFUSED),
    30: (Outcome.PERMANENT, Reason.TEXT_LONG),
    31: (Outcome.FAIL_OVER, Reason.REQUEST_WRONG),
    33: (Outcome.FAIL_OVER, Reason.NUMBER_BLOCKED),
    34: (Outcome.FAIL_OVER, Reason.ACCESS_MISSING),
    **dict.fromkeys(range(101, 111), (Outcome.FAIL_OVER, Reason.REQUEST_WRONG)),
}
STATUSES: dict[int, tuple[Outcome, Reason]] = {
    401: (Outcome.FAIL_OVER, Reason.KEY_WRONG),
    403: (Outcome.FAIL_OVER, Reason.IP_REFUSED),
    429: (Outcome.RETRY, Reason.RATE),
}
"""What an HTTP status means where the body holds no code of the table."""
FATES: dict[int, tuple[Fate, Reason | None]] = {
    NO_SUCH_ID: (Fate.NOT_KNOWN, Reason.LOST),  # or older than a day
    0: (Fate.ON_ITS_WAY, None),
    1: (Fate.DELIVERED, None),
    2: (Fate.FAILED, Reason.NOT_DELIVERED),
    8: (Fate.ON_ITS_WAY, None),
    16: (Fate.FAILED, Reason.NOT_DELIVERED),
}


class Magfa(Provider):
    """Sends every SMS as text. Knows for a day which message of ours became which of theirs."""

    key: ClassVar[str] = "magfa"
    title: ClassVar[str] = "Magfa"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.SMS})
    has_templates: ClassVar[bool] = False
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(name="username", label="User name"),
        Setting(name="domain", label="Domain", default="magfa", hint="As shown in the panel of the provider."),
        Setting(name="password", label="Password of the web service", secret=True),
        Setting(name="sender", label="Sending line"),
        Setting(
            name="address", label="Address of the service", default="https://sms.magfa.com", aims=True, is_url=True,
        ),
    )
    asks_at_most: ClassVar[int] = 100

    def carries(self, message: Outgoing) -> bool:
        # Codes too: there are no templates here, and the line is a service line of the institution's own.
        return super().carries(message) and bool(message.text) and message.to.startswith("+989")

    def send(self, message: Outgoing) -> Answer:
        body = {
            "senders": [self.given["sender"].strip()],
            "recipients": [message.to.removeprefix("+")],
            "messages": [message.text],
            "uids": [message.reference],
            "encodings": [0],  # they choose
        }
        try:
            reply = self._call("POST", "send", body)
        except Failed as failed:
            return failed.answer
        if _code(reply.at("status")) != DONE:
            return _refused_altogether(reply)
        # The price stands there as a tariff per part in a unit of theirs; rials are not said.
        status, found = _code(reply.at("messages", 0, "status")), _code(reply.at("messages", 0, "id"))
        if status != DONE:
            return _refused(reply, status)
        if found is None or found <= 0:
            return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD, vendor_code="no id")
        return Answer(outcome=Outcome.OK, provider_id=str(found))

    def find(self, message: Outgoing) -> Answer | None:
        try:
            reply = self._call("GET", f"mid/{message.reference}")
        except Failed as failed:
            return Answer(
                outcome=Outcome.UNKNOWN, reason=failed.answer.reason, vendor_code=failed.answer.vendor_code
            )  # fmt: skip
        found = _code(reply.at("mid"))
        if _code(reply.at("status")) == DONE and found is not None:
            if found > 0:
                return Answer(outcome=Outcome.OK, provider_id=str(found))
            return Answer(outcome=Outcome.FAIL_OVER, reason=Reason.LOST, vendor_code=str(found))
        # Code 24 is either "never had it" or "too old to say", so it does not prove that nothing was sent.
        answer = _refused(reply, reply.at("status"))
        return Answer(outcome=Outcome.UNKNOWN, reason=answer.reason, vendor_code=answer.vendor_code)

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        asked = [one for one in provider_ids[: self.asks_at_most] if one.isascii() and one.isdecimal()]
        if not asked:
            return []
        try:
            reply = self._call("GET", "statuses/" + ",".join(asked))
        except Failed:
            return []
        entries = reply.at("dlrs")
        if _code(reply.at("status")) != DONE or not isinstance(entries, list):
            return []
        return [receipt for each in entries if (receipt := _receipt(each)) and receipt.provider_id in asked]

    def check_config(self) -> Health:
        try:
            reply = self._call("GET", "balance")
        except Failed as failed:
            return Health(ok=False, reason=failed.answer.reason, vendor_code=failed.answer.vendor_code)
        balance = reply.at("balance")
        if _code(reply.at("status")) != DONE or type(balance) not in (int, float) or not isfinite(balance):
            answer = _refused(reply, reply.at("status"))
            return Health(ok=False, reason=answer.reason, vendor_code=answer.vendor_code)
        empty = None if balance > 0 else Reason.CREDIT_EMPTY
        return Health(ok=empty is None, reason=empty, balance=int(balance))

    def _call(self, method: str, path: str, body: object = None) -> Reply:
        url = f"{self.given['address'].rstrip('/')}/api/http/sms/v2/{path}"
        # A colon would end the user name early and leave the rest to the password.
        user = f"{self.given['username'].strip()}/{self.given['domain'].strip()}"
        if ":" in user:
            raise Failed(Answer(outcome=Outcome.FAIL_OVER, reason=Reason.SETTINGS_WRONG, vendor_code="username"))
        return call(self.outside.http, method, url, body=body, login=(user, self.given["password"]))


def _code(found: Any) -> int | None:
    return found if type(found) is int else None


def _refused(reply: Reply, code: Any) -> Answer:
    known = _code(code)
    if known in CODES:
        outcome, reason = CODES[known]
        return Answer(outcome=outcome, reason=reason, vendor_code=str(known))
    vendor_code = str(known) if known else f"HTTP {reply.status}"
    if reply.status in STATUSES:
        outcome, reason = STATUSES[reply.status]
    elif 400 <= reply.status < 500 or (known and reply.status < 500):
        outcome, reason = Outcome.FAIL_OVER, Reason.NOT_UNDERSTOOD  # a refusal, whatever for
    else:
        outcome, reason = Outcome.UNKNOWN, Reason.NOT_UNDERSTOOD
    return Answer(outcome=outcome, reason=reason, vendor_code=vendor_code)


def _refused_altogether(reply: Reply) -> Answer:
    """The status of the request speaks of the account; of one message only its own may say that it is at fault."""
    answer = _refused(reply, reply.at("status"))
    if answer.outcome is Outcome.PERMANENT:
        return Answer(outcome=Outcome.UNKNOWN, reason=Reason.NOT_UNDERSTOOD, vendor_code=answer.vendor_code)
    return answer


def _receipt(entry: Any) -> Receipt | None:
    if not isinstance(entry, dict):
        return None
    mid, state = _code(entry.get("mid")), _code(entry.get("status"))
    if mid is None or state is None:
        return None
    fate, reason = FATES.get(state, (Fate.ON_ITS_WAY, None))
    return Receipt(provider_id=str(mid), fate=fate, reason=reason, vendor_code=str(state))
