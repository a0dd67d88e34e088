"""How Mellat wants the fields of a request for payment written."""

from __future__ import annotations

import re
from datetime import datetime

from simulators.banks.common import TEHRAN, Refusal, host_of, whole
from simulators.banks.orders import Terminal
from simulators.wire import Wrong

AMOUNT, FORMAT, DATE, DOMAIN, PAYER_ID = 25, 32, 35, 62, 417
MOST_ROWS = 10


def check_form(terminal: Terminal, given: dict[str, str]) -> None:
    """What Mellat holds against a request for payment, beyond who asks. Raises Refusal, Wrong."""
    try:
        datetime.strptime(given["localDate"] + given["localTime"], "%Y%m%d%H%M%S").replace(tzinfo=TEHRAN)
    except ValueError:
        raise Refusal(DATE) from None
    if len(given["localDate"]) != 8 or len(given["localTime"]) != 6:
        raise Refusal(DATE)
    if len(given.get("additionalData", "")) > 1000:
        raise Refusal(FORMAT)
    if not re.fullmatch(r"[0-9]{1,30}", given.get("payerId", "0")):
        raise Refusal(PAYER_ID)
    if not re.fullmatch(r"(989[0-9]{9})?", given.get("mobileNo", "")):
        raise Refusal(FORMAT)
    host = host_of(given["callBackUrl"])
    if terminal.hosts and host not in terminal.hosts:
        raise Refusal(DOMAIN)


def long_of(value: str, code: int = FORMAT) -> int:
    """A positive long. Raises Refusal."""
    try:
        return whole(value)
    except Wrong:
        raise Refusal(code) from None


def triples_of(text: str, amount: int) -> list[dict[str, str | int]]:
    """`account,amount,payerId;` up to ten times. Raises Refusal."""
    found = re.findall(r"([0-9]+),([0-9]+),([0-9]{1,30});", text)
    if "".join(f"{a},{b},{c};" for a, b, c in found) != text or not 1 <= len(found) <= MOST_ROWS:
        raise Refusal(FORMAT)
    if sum(int(b) for _, b, _ in found) != amount:
        raise Refusal(AMOUNT)
    return [{"account": a, "amount": int(b), "identifier": c} for a, b, c in found]
