"""What of a talk with a bank may be kept: no key, no password, no whole card number, no telephone, no name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pishkhan.kernel import digits

HIDDEN = "***"
FORBIDDEN = frozenset(
    # Merchants' secrets, then what names a payer. A hash of a card number is the number: six digits are unknown in it.
    [
        "userpassword", "password", "signdata", "key", "merchantid", "merchant_id", "username", "terminalkey",
        "hashedpan", "hashedcardnumber", "hashedcardno", "card_hash", "cardhash", "encpan",
        "cardholderfullname", "cardholderinfo", "nationalcode", "cellnumber", "mobileno", "mobile", "userid", "email",
    ]
)  # fmt: skip
SHORTEST = 4
"""A secret shorter than this is hidden where it has a name, and not looked for in text."""
LONGEST_TEXT, LONGEST_SENT, LONGEST_HEARD = 400, 2000, 2000
"""Characters kept of one value, of all that was sent and of all that was heard."""
DEEPEST, MOST = 6, 50

_CARD = re.compile(r"(?<!\d)(\d{4})([ \-.]?)(\d{4})\2(\d{4})\2(\d{4})(?!\d)")
_NAMED = re.compile(rf"""(?i)(?<![/\w])({"|".join(sorted(FORBIDDEN))})(["']?\s*[:=>]\s*["']?)([^"'<&,}}\n]+)""")
_CAUTION = 8 * 1024


def card(value: str) -> str:
    """A card number as a bank wrote it, with at most the six first and four last digits. Hostile text becomes empty."""
    plain = text(digits.to_latin(value.strip()))
    bare = re.sub(r"[ \-.]", "", plain)
    if len(bare) > 30 or not re.fullmatch(r"[0-9*xX#•]+", bare):
        return ""
    shown = len(re.findall(r"\d", bare))
    return f"{bare[:6]}{'*' * max(len(bare) - 10, 0)}{bare[-4:]}" if shown > 10 and len(bare) > 10 else bare


def text(value: str, secrets: Sequence[str] = ()) -> str:
    """Free text without the secrets and without whole card numbers, in whatever digits they are written."""
    for secret in sorted((each for each in secrets if len(each) >= SHORTEST), key=len, reverse=True):
        value = value.replace(secret, HIDDEN)
    return _CARD.sub(_first_and_last, value)


def mapping(given: Mapping[str, Any], secrets: Sequence[str] = ()) -> dict[str, Any]:
    """What was sent, fit to be kept. Too much of it becomes a beginning under the name `cut`."""
    kept = _value(given, secrets, 0)
    assert isinstance(kept, dict)
    written = json.dumps(kept, ensure_ascii=False)
    return kept if len(written) <= LONGEST_SENT else {"cut": written[:LONGEST_SENT]}


def heard(body: Any, secrets: Sequence[str] = ()) -> str:
    """What was answered: a parsed body, or text that could not be parsed."""
    if isinstance(body, str):
        return text(_NAMED.sub(rf"\1\2{HIDDEN}", body[:_CAUTION]), secrets)[:LONGEST_HEARD]
    return json.dumps(_value(body, secrets, 0), ensure_ascii=False)[:LONGEST_HEARD]


def _first_and_last(found: re.Match[str]) -> str:
    number = digits.to_latin(found[1] + found[3] + found[4] + found[5])
    return f"{number[:6]}{'*' * 6}{number[-4:]}"


def _value(value: Any, secrets: Sequence[str], depth: int) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if depth > DEEPEST:
        return HIDDEN
    if isinstance(value, Mapping):
        named = [(str(name)[:60], each) for name, each in list(value.items())[:MOST]]
        return {
            text(name, secrets): HIDDEN if name.lower() in FORBIDDEN else _value(each, secrets, depth + 1)
            for name, each in named
        }
    if isinstance(value, list | tuple):
        return [_value(each, secrets, depth + 1) for each in value[:MOST]]
    if isinstance(value, int) and abs(value) < 10**15 and str(value) not in secrets:
        return value
    return text(str(value)[:_CAUTION], secrets)[:LONGEST_TEXT]
