"""IPPanel's edge API as its documentation has it. What it says when credit runs out is a guess of ours."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from simulators.base import Reply, Request, Simulator, Taken, Wrong, only, route
from simulators.book import BLOCKED, DELIVERED, FAILED, ON_WAY

NUMBER = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)


class IPPanel(Simulator):
    """One account with one line."""

    name = "ippanel"
    bad_request, bad_path, no_credit = 422, 404, "credit"
    states: ClassVar[dict[str, Any]] = {ON_WAY: "1", DELIVERED: "2", FAILED: "3", BLOCKED: "4"}
    first_id = 1123594208
    price = 950
    line = "+983000505"

    def error(self, code: int | str) -> Reply:
        """A number is an HTTP status, a word the field that is complained of."""
        status = code if isinstance(code, int) else 422
        number = {401: "400-1", 422: "400-2"}.get(status, f"{status}-1")
        errors = {code: [f"گزینه {code} صحیح نمی باشد"]} if isinstance(code, str) else {}
        return Reply({"data": None, "meta": self._meta(False, number, errors=errors)}, status=status)

    def done(self, data: Any, **page: Any) -> Reply:
        """The envelope of an answer that is no error."""
        return Reply({"data": data, "meta": self._meta(True, "200-1", **page)})

    @route("POST", "/v1/api/send")
    def send(self, request: Request) -> Reply:
        if request.headers.get("authorization") != self.key:
            return self.error(401)
        given = request.json()
        match given.get("sending_type"):
            case "pattern":
                return self._pattern(given)
            case "votp":
                return self._voice(given)
        raise Wrong(f"sending_type {given.get('sending_type')}", "sending_type")

    def _pattern(self, given: dict[str, Any]) -> Reply:
        only(given, ("sending_type", "from_number", "code", "recipients", "params"))
        number, values = self._one(given["recipients"]), given["params"]
        if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
            raise Wrong("params is no object of texts", "params")
        if given["from_number"] != self.line:
            return self.error("from_number")
        if given["code"] not in self.templates:
            return self.error("code")
        if set(values) != set(self.templates[given["code"]]):
            return self.error("params")
        if number in self.refused_numbers:
            return self.error("recipients.0")
        return self._sent(self.take(to=number, channel="sms", template=given["code"], values=values))

    def _voice(self, given: dict[str, Any]) -> Reply:
        only(given, ("sending_type", "message", "params"))
        only(given["params"], ("recipients",))
        number = self._one(given["params"]["recipients"])
        if not re.fullmatch(r"\d+", str(given["message"]), re.ASCII):
            return self.error("message")
        if number in self.refused_numbers:
            return self.error("params.recipients.0")
        return self._sent(self.take(to=number, channel="voice", text=given["message"]))

    @route("GET", "/v1/api/report/recipients")
    def recipients(self, request: Request) -> Reply:
        if request.headers.get("authorization") != self.key:
            return self.error(401)
        given = request.params()
        only(given, ("bulk_id",), ("page", "per_page"))
        message = self.by_id(given["bulk_id"])
        found = self.receipts([self._state(message)] if message else [])
        return self.done(found, current_page=1, last_page=1, per_page=10, total=len(found))

    @route("GET", "/v1/api/payment/credit/mine")
    def credit_left(self, request: Request) -> Reply:
        if request.headers.get("authorization") != self.key:
            return self.error(401)
        only(request.params(), ())
        return self.done({"credit": float(self.credit), "yesterday_credit": 0, "gift": 0, "gift_expires_at": None})

    def _state(self, message: Taken) -> dict[str, Any]:
        return {"recipient": message.to, "message": message.text, "is_readable": True, "msg_parts": "1",
                "message_status": self.state_of(message)}  # fmt: skip

    def _one(self, recipients: Any) -> str:
        if not isinstance(recipients, list) or len(recipients) != 1:
            raise Wrong("not exactly one recipient", "recipients")
        if not isinstance(recipients[0], str) or not NUMBER.fullmatch(recipients[0]):
            raise Wrong("a recipient not written +98…", "recipients")
        return recipients[0]

    def _sent(self, message: Taken) -> Reply:
        return self.done({"message_outbox_ids": [int(message.id)]})

    def _meta(self, status: bool, code: str, **more: Any) -> dict[str, Any]:
        said = "انجام شد" if status else "اطلاعات وارد شده صحیح نمی باشد"
        return {"status": status, "message": said, "message_parameters": [], "message_code": code, **more}


MAIN = IPPanel
