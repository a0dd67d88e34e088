"""SMS.ir version 1 as its documentation has it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from simulators.base import Reply, Request, Simulator, Wrong, only, route
from simulators.book import BLOCKED, DELIVERED, FAILED, ON_WAY

NUMBER = re.compile(r"0?9\d{9}", re.ASCII)
LONGEST_VALUE = 25
SAYS = {
    10: "کلید وب سرویس نامعتبر است",
    16: "مقدار ارسالی پارامتر نادرست می باشد",
    20: "تعداد درخواست بیشتر از حد مجاز است",
    102: "اعتبار کافی نمی باشد",
    104: "درخواست شما دارای موبایل (های) نادرست است",
    111: "با این شناسه ارسالی ثبت نشده است",
    113: "قالب یافت نشد",
    114: "طول رشته مقدار پارامتر، بیش از حد مجاز (25 کاراکتر) می باشد",
    116: "نام یک یا چند پارامتر مقداردهی نشده است",
}


class SmsIr(Simulator):
    """One account. Templates are known by their numbers, written as text."""

    name = "smsir"
    bad_request, bad_path, no_credit = 16, 0, 102
    states: ClassVar[dict[str, Any]] = {ON_WAY: 5, DELIVERED: 1, FAILED: 2, BLOCKED: 7}
    first_id = 89545112

    def error(self, code: int | str) -> Reply:
        """Keys and accounts are refused with 401, haste with 429, the rest with 400. 0 is a fault of theirs."""
        number = int(code)
        status = 401 if 10 <= number <= 14 else {0: 500, 20: 429}.get(number, 400)
        return Reply({"status": number, "message": SAYS.get(number, "خطا"), "data": None}, status=status)

    @route("POST", "/v1/send/verify")
    def send(self, request: Request) -> Reply:
        if request.headers.get("x-api-key") != self.key:
            return self.error(10)
        given = request.json()
        only(given, ("mobile", "templateId", "parameters"))
        if type(given["templateId"]) is not int:
            raise Wrong("templateId is no number")
        values, fields = self._values(given["parameters"]), self.templates.get(str(given["templateId"]))
        if not isinstance(given["mobile"], str) or not NUMBER.fullmatch(given["mobile"]):
            raise Wrong("a mobile not written 9…")
        if given["mobile"] in self.refused_numbers:
            return self.error(104)
        if fields is None:
            return self.error(113)
        if set(values) != set(fields):
            return self.error(116)
        if any(len(each) > LONGEST_VALUE for each in values.values()):
            return self.error(114)
        message = self.take(to=given["mobile"], template=str(given["templateId"]), values=values)
        return self._done({"messageId": int(message.id), "cost": float(self.price)})

    @route("GET", "/v1/send/{number}")
    def status(self, request: Request, number: str) -> Reply:
        if request.headers.get("x-api-key") != self.key:
            return self.error(10)
        message = self.by_id(number)
        if message is None:
            return self.error(111)
        return self._done({
            "messageId": int(message.id), "mobile": int(message.to), "messageText": message.text,
            "sendDateTime": int(message.at), "lineNumber": 30004505000017, "cost": float(self.price),
            "deliveryState": self.state_of(message), "deliveryDateTime": int(message.at),
        })  # fmt: skip

    @route("GET", "/v1/credit")
    def credit_left(self, request: Request) -> Reply:
        if request.headers.get("x-api-key") != self.key:
            return self.error(10)
        return self._done(float(self.credit))

    def _values(self, parameters: Any) -> dict[str, str]:
        if not isinstance(parameters, list):
            raise Wrong("parameters is no list")
        for each in parameters:
            only(each, ("name", "value"))
            if not all(isinstance(one, str) for one in each.values()):
                raise Wrong("a parameter that is no text")
        values = {each["name"]: each["value"] for each in parameters}
        if len(values) != len(parameters):
            raise Wrong("a parameter given twice")
        return values

    def _done(self, data: Any) -> Reply:
        return Reply({"status": 1, "message": "موفق", "data": data})


MAIN = SmsIr
