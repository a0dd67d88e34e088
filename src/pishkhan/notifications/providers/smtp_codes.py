"""What a mail server's "no" means, by the step at which it comes (RFC 5321, RFC 3463)."""

from __future__ import annotations

import re

from pishkhan.notifications.providers.protocol import Answer, Outcome, Reason

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
TOO_LARGE = ("5.3.4", "5.2.3")


class Refused(Exception):
    """The server, or a setting of ours, ended the hand-over. `answer` is what that means; it quotes nobody."""

    def __init__(self, outcome: Outcome, reason: Reason, vendor_code: str = "") -> None:
        super().__init__(reason)
        self.answer = Answer(outcome=outcome, reason=reason, vendor_code=vendor_code)


def sender_refused(code: int, said: bytes | str) -> Refused:
    if code == 552 or _enhanced(said) in TOO_LARGE:
        return refusal(code, said, Outcome.PERMANENT, Reason.TEXT_LONG)
    return refusal(code, said, Outcome.FAIL_OVER, Reason.KEY_WRONG if code == 530 else Reason.LINE_WRONG)


def recipient_refused(code: int, said: bytes | str) -> Refused:
    enhanced = _enhanced(said)
    if enhanced.startswith("5.7.") or code == 530:  # will not relay for us: the address may be right
        return refusal(code, said, Outcome.FAIL_OVER, Reason.ACCESS_MISSING)
    if enhanced in TOO_LARGE or (code == 552 and enhanced != "5.2.2"):
        return refusal(code, said, Outcome.PERMANENT, Reason.TEXT_LONG)
    if code in (501, 550, 551, 552, 553, 556) or enhanced.startswith(("5.1.", "5.2.")):
        return refusal(code, said, Outcome.PERMANENT, Reason.ADDRESS_REFUSED)
    return refusal(code, said, Outcome.FAIL_OVER, Reason.TROUBLE)


def mail_refused(code: int, said: bytes | str) -> Refused:
    enhanced = _enhanced(said)
    if code == 552 or enhanced in TOO_LARGE:
        return refusal(code, said, Outcome.PERMANENT, Reason.TEXT_LONG)
    if enhanced.startswith("5.1."):
        return refusal(code, said, Outcome.PERMANENT, Reason.ADDRESS_REFUSED)
    if 500 <= code < 600:
        return refusal(code, said, Outcome.FAIL_OVER, Reason.TEXT_REFUSED)
    return refusal(code, said, Outcome.UNKNOWN, Reason.NOT_UNDERSTOOD)


def refusal(code: int, said: bytes | str, outcome: Outcome, reason: Reason) -> Refused:
    """4xx is "later" wherever it comes. Of the server's words only the codes are kept: they may quote addresses."""
    vendor_code = f"{code} {_enhanced(said)}".strip()
    if 400 <= code < 500:
        return Refused(Outcome.RETRY, Reason.BUSY, vendor_code)
    return Refused(outcome, reason, vendor_code)


def _enhanced(said: bytes | str) -> str:
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    found = ENHANCED.match(text)
    return found[1] if found else ""
