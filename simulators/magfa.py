"""Magfa's HTTP version 2 as its documentation has it."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from typing import Any, ClassVar

from simulators.base import Reply, Request, Simulator, Wrong, only, route
from simulators.book import BLOCKED, DELIVERED, FAILED, ON_WAY, NoCredit

NUMBER = re.compile(r"(?:\+?98|0098|0)?9\d{9}", re.ASCII)
AT_MOST = 100
ARRAYS = {"messages": 101, "senders": 103, "udhs": 104, "encodings": 109, "uids": 110}
"""What is said of an array that is not as long as the recipients'."""


class Magfa(Simulator):
    """One account with one line. Every answer comes with HTTP 200; the status stands in the body."""

    name = "magfa"
    bad_request, bad_path, no_credit = 31, 25, 14
    states: ClassVar[dict[str, Any]] = {ON_WAY: 8, DELIVERED: 1, FAILED: 2, BLOCKED: 16}
    first_id = 7_000_000_001
    price = 1200
    username, domain, line = "desk", "magfa", "983000505"

    def error(self, code: int | str) -> Reply:
        return Reply({"status": int(code)})

    @route("POST", "/api/http/sms/v2/send")
    def send(self, request: Request) -> Reply:
        if not self._known(request):
            return self.error(18)
        given = request.json()
        only(given, ("senders", "recipients", "messages"), ("encodings", "uids", "udhs"))
        if not all(isinstance(each, list) for each in given.values()):
            raise Wrong("a field that is no array")
        if wrong := self._uneven(given):
            self.refused.append(f"POST {request.path}: arrays, {wrong}")
            return self.error(wrong)
        entries = [self._one(given, at) for at in range(len(given["recipients"]))]
        return Reply({"status": 0, "messages": entries})

    @route("GET", "/api/http/sms/v2/statuses/{mids}")
    def statuses(self, request: Request, mids: str) -> Reply:
        if not self._known(request):
            return self.error(18)
        asked = mids.split(",")
        if len(asked) > AT_MOST or not all(re.fullmatch(r"\d+", each, re.ASCII) for each in asked):
            raise Wrong("ids that are none, or too many")
        return Reply({"status": 0, "dlrs": self.receipts([self._state(each) for each in asked])})

    @route("GET", "/api/http/sms/v2/mid/{uid}")
    def mid(self, request: Request, uid: str) -> Reply:
        if not self._known(request):
            return self.error(18)
        message = self.by_uid(uid)
        return Reply({"status": 0, "mid": int(message.id) if message else -1})

    @route("GET", "/api/http/sms/v2/balance")
    def balance(self, request: Request) -> Reply:
        if not self._known(request):
            return self.error(18)
        return Reply({"status": 0, "balance": self.credit})

    def _known(self, request: Request) -> bool:
        login = b64encode(f"{self.username}/{self.domain}:{self.key}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {login}"

    def _uneven(self, given: dict[str, Any]) -> int:
        many = len(given["recipients"])
        if many > AT_MOST:
            return 107
        uneven = (code for name, code in ARRAYS.items() if name in given and len(given[name]) != many)
        return next(uneven, 0)

    def _one(self, given: dict[str, Any], at: int) -> dict[str, Any]:
        recipient, text, uid = given["recipients"][at], given["messages"][at], given.get("uids", {at: ""})[at]
        wrong = self._wrong(given, at)
        if wrong == 0:
            try:
                message = self.take(to=recipient, text=text, uid=str(uid))
            except NoCredit:
                wrong = self.no_credit
        if wrong:
            return {"status": wrong, "id": 0, "userId": uid or 0, "parts": 0, "tariff": 0, "alphabet": "DEFAULT",
                    "recipient": recipient}  # fmt: skip
        alphabet = "DEFAULT" if text.isascii() else "UCS2"
        parts = -(-len(text) // 67) if len(text) > 70 else 1
        return {"status": 0, "id": int(message.id), "userId": uid or 0, "parts": parts, "tariff": 1.0,
                "alphabet": alphabet, "recipient": recipient}  # fmt: skip

    def _wrong(self, given: dict[str, Any], at: int) -> int:
        sender, recipient, text = (given[name][at] for name in ("senders", "recipients", "messages"))
        if given.get("encodings", {at: 0})[at] not in (0, 2, 5, 6):
            raise Wrong("an encoding that is none")
        if type(given.get("uids", {at: 0})[at]) is not int:
            raise Wrong("a uid that is no number")
        if not re.fullmatch(r"\d{4,}", str(sender), re.ASCII):
            return 2
        if not re.fullmatch(NUMBER, str(recipient)) or recipient in self.refused_numbers:
            return 1
        if not text:
            return 13
        return 0 if sender == self.line else 20

    def _state(self, mid: str) -> dict[str, Any]:
        message = self.by_id(mid)
        date = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(message.at)) if message else ""
        return {"mid": int(mid), "status": self.state_of(message) if message else -1, "date": date}


MAIN = Magfa
