"""Kavenegar as its documentation has it: the key in the path, its own code in the envelope and in the HTTP status.

A template's fields are tokens. Sending is taken by POST only, so that no code stands in an address.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import unquote, urlencode

from simulators.base import Reply, Request, Simulator, Taken, Wrong, only, route
from simulators.book import BLOCKED, CANCELLED, DELIVERED, FAILED, ON_WAY

TOKENS = ("token", "token2", "token3", "token10", "token20")
SPACES = {"token10": 5, "token20": 8}
LONGEST, MOST_IDS = 900, 500


class Kavenegar(Simulator):
    """One account."""

    name = "kavenegar"
    bad_request, bad_path, no_credit = 400, 404, 418
    states: ClassVar[dict[str, Any]] = {ON_WAY: 4, DELIVERED: 10, FAILED: 11, CANCELLED: 13, BLOCKED: 14}
    first_id = 8792343
    price = 120
    repeat_safe = True

    def error(self, code: int | str) -> Reply:
        number = int(code)
        return Reply({"return": {"status": number, "message": f"خطای {number}"}, "entries": None}, status=number)

    def done(self, entries: Any) -> Reply:
        """The envelope of an answer that is no error."""
        return Reply({"return": {"status": 200, "message": "تایید شد"}, "entries": entries})

    def entry(self, message: Taken) -> dict[str, Any]:
        """A message as the provider shows it after sending."""
        return {
            "messageid": int(message.id), "message": message.text, "status": 1, "statustext": "در صف ارسال",
            "sender": "10004346", "receptor": message.to, "date": int(message.at), "cost": self.price,
        }  # fmt: skip

    @route("POST", "/v1/{key}/verify/lookup.json")
    def lookup(self, request: Request, key: str) -> Reply:
        given = request.form()
        only(given, ("receptor", "template", "token"), (*TOKENS[1:], "type"))
        if refusal := self._refusal(key, given["receptor"]):
            return refusal
        voice = given.get("type", "sms") == "call"
        if given.get("type", "sms") not in ("sms", "call"):
            raise Wrong(f"type {given['type']}")
        if given["template"] not in self.templates:
            return self.error(424)
        values = {name: given[name] for name in TOKENS if name in given}
        if set(values) != set(self.templates[given["template"]]):
            return self.error(432)
        if any(not _fits(name, value) for name, value in values.items()):
            return self.error(431)
        if voice and not given["token"].isdecimal():
            return self.error(428)
        message = self.take(
            to=given["receptor"], channel="voice" if voice else "sms", template=given["template"], values=values
        )
        return self.done([self.entry(message)])

    @route("POST", "/v1/{key}/sms/send.json")
    def send(self, request: Request, key: str) -> Reply:
        return self._text(request.form(), key, "sms", ("sender", "localid"))

    @route("POST", "/v1/{key}/call/maketts.json")
    def call(self, request: Request, key: str) -> Reply:
        return self._text(request.form(), key, "voice", ("localid", "date", "repeat"))

    def _text(self, given: dict[str, str], key: str, channel: str, may: tuple[str, ...]) -> Reply:
        only(given, ("receptor", "message"), may)
        if not given.get("localid", "0").isdecimal():
            raise Wrong("localid is no number")
        if refusal := self._refusal(key, given["receptor"]):
            return refusal
        if len(given["message"]) > LONGEST:
            return self.error(413)
        message = self.take(to=given["receptor"], channel=channel, text=given["message"], uid=given.get("localid", ""))
        return self.done([self.entry(message)])

    @route("GET", "/v1/{key}/sms/status.json")
    def status(self, request: Request, key: str) -> Reply:
        given = request.params()
        only(given, ("messageid",))
        if refusal := self._refusal(key):
            return refusal
        ids = given["messageid"].split(",")
        if not all(each.isdecimal() for each in ids):
            raise Wrong("messageid is no list of numbers")
        if len(ids) > MOST_IDS:
            return self.error(414)
        return self.done(self.receipts([self._state(each, self.by_id(each)) for each in ids]))

    @route("GET", "/v1/{key}/sms/statuslocalmessageid.json")
    def status_of_local(self, request: Request, key: str) -> Reply:
        given = request.params()
        only(given, ("localid",))
        if refusal := self._refusal(key):
            return refusal
        message = self.by_uid(given["localid"])
        found = self._state(message.id if message else "0", message)
        return self.done([{**found, "localid": given["localid"]}])

    @route("GET", "/v1/{key}/account/info.json")
    def info(self, request: Request, key: str) -> Reply:
        only(request.params(), ())
        if refusal := self._refusal(key):
            return refusal
        return self.done({"remaincredit": self.credit, "expiredate": 1798761600, "type": "Master"})

    def receipt(self, message: Taken) -> tuple[str, str, bytes]:
        fields = urlencode({"messageid": message.id, "status": self.state_of(message)})
        return "POST", "application/x-www-form-urlencoded", fields.encode()

    def _state(self, message_id: str, message: Taken | None) -> dict[str, Any]:
        state = self.state_of(message) if message else 100
        return {"messageid": int(message_id), "status": state, "statustext": f"وضعیت {state}"}

    def _refusal(self, key: str, receptor: str = "") -> Reply | None:
        if unquote(key) != self.key:
            return self.error(403)
        if receptor and not re.fullmatch(r"09\d{9}|00[1-9]\d{7,14}", receptor, re.ASCII):
            raise Wrong(f"receptor of {len(receptor)} letters, not 09… or 00…", 411)
        return self.error(411) if receptor in self.refused_numbers else None


def _fits(name: str, value: str) -> bool:
    """Whether a token may hold this. Underscores are refused in the tokens that take no space."""
    if "\n" in value:
        return False
    return value.count(" ") <= SPACES[name] if name in SPACES else not set(" _") & set(value)


MAIN = Kavenegar
