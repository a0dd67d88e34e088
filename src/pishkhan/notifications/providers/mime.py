"""An e-mail as bytes. Nothing of a message can become a header of its own."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

from pishkhan.notifications.providers.protocol import Outgoing

BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of what follows, by which a name or a subject can be made to read as another. The
marks that Persian needs (ZWNJ, RLM) are not among them."""
_WORD, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*")
LONGEST_LINE = 900


class AddressWrong(ValueError):
    """No address that a mail can go to without SMTPUTF8."""


# 7 bit: a relay that does not know 8BITMIME would otherwise change the body under its signature.
_BODY = SMTP.clone(cte_type="7bit")


def one_line(text: str) -> str:
    """A text for a header: line breaks and control characters are blanks, direction marks are gone."""
    kept = (" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in whole(text).translate(BIDI))
    return " ".join("".join(kept).split(" ")).strip()


def whole(text: str) -> str:
    """The text without halves of characters, which no encoding has."""
    return text.encode("utf-8", "replace").decode("utf-8")


def address(text: str) -> str:
    """A bare address in ASCII, its domain as DNS has it. Raises AddressWrong."""
    local, _, domain = text.strip().rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise AddressWrong from None
    if not ADDRESS.fullmatch(found) or len(local) > 64 or len(found) > 254:
        raise AddressWrong
    return found


def message_id(reference: int, sender: str) -> str:
    """Our name for a mail, the same at every try, so that a mailbox can tell a repetition."""
    return f"<{reference}.pishkhan@{sender.rpartition('@')[2]}>"


def written(message: Outgoing, *, sender: str, sender_name: str, to: str) -> bytes:
    """The mail; addresses are as `address` gives them.

    The head is written here: `email` would read encoded words in what it is given, fold or encode long addresses of
    the web, and make encoded words longer than RFC 2047 allows.
    """
    head = [
        ("From", f"{_phrase(one_line(sender_name))} <{sender}>".lstrip()),
        ("To", to),
        ("Subject", _unstructured("Subject", one_line(message.subject))),
        ("Date", format_datetime(datetime.now(UTC))),
        ("Message-ID", message_id(message.reference, sender)),
        ("Auto-Submitted", "auto-generated"),
    ]
    if _linkable(message.unsubscribe):
        head.append(("List-Unsubscribe", f"<{message.unsubscribe}>"))
        head.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    body = EmailMessage(policy=_BODY)
    body.set_content(whole(message.text))
    if message.html:
        body.add_alternative(whole(message.html), subtype="html")
    return b"".join(_line(name, value) for name, value in head) + body.as_bytes()


def _line(name: str, value: str) -> bytes:
    # Whatever was overlooked above must end here and not in the head of a mail.
    if not value.isascii() or re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n|\r\n(?![ ])", value):
        raise ValueError(name)
    return f"{name}: {value}\r\n".encode("ascii")


def _unstructured(name: str, text: str) -> str:
    """Bare where it is short and nothing in it reads as an encoded word, else in encoded words."""
    if text.isascii() and "=?" not in text and len(text) < 60:
        return text
    return Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")


def _phrase(text: str) -> str:
    shown = _unstructured("From", text)
    return f'"{quote(text)}"' if text and shown == text else shown


def _linkable(url: str) -> bool:
    fits = url.isascii() and url.isprintable() and len(url) < LONGEST_LINE
    return url.startswith("https://") and fits and not set(url) & set("<> ,")
