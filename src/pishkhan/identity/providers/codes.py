"""What Active Directory's numbers mean. The words beside them differ by maker and version; the numbers do not."""

from __future__ import annotations

import re

from pishkhan.identity.providers.protocol import Outcome

CODES: dict[str, Outcome] = {
    "00000005": Outcome.FORBIDDEN,
    "00000056": Outcome.WRONG,
    "00000524": Outcome.TAKEN,
    "00000525": Outcome.WRONG,
    "0000052D": Outcome.POLICY,
    "0000052E": Outcome.WRONG,
    "00000530": Outcome.NOT_NOW,
    "00000531": Outcome.NOT_NOW,
    "00000532": Outcome.MUST_CHANGE,
    "00000533": Outcome.DISABLED,
    "00000701": Outcome.EXPIRED,
    "00000773": Outcome.MUST_CHANGE,
    "00000775": Outcome.LOCKED,
    "0000202F": Outcome.TROUBLE,
    "00002071": Outcome.TAKEN,
    "00002098": Outcome.FORBIDDEN,
    "0000208D": Outcome.SETTINGS_WRONG,
    "000021C7": Outcome.TAKEN,
    "000021C8": Outcome.TAKEN,
}
"""Win32 codes as eight hex digits → our word."""
_AT_SIGN_IN = re.compile(r"\bdata ([0-9A-Fa-f]{1,8}),")
_AT_WORK = re.compile(r"\s*([0-9A-Fa-f]{8})\b")


def code_of(told: str) -> str:
    """The number in what a directory says: after `data` when it refuses a sign-in, else the first eight digits."""
    found = _AT_SIGN_IN.search(told) or _AT_WORK.match(told)
    return found[1].upper().rjust(8, "0") if found else ""
