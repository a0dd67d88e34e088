"""An e-mail as bytes. Nothing of a message can become a header of its own."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from pishkhan.notifications.providers.protocol import Outgoing

BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn the direction of what follows, by which a name or a subject can be made to read as another. The
marks that Persian needs (ZWNJ, RLM) are not among them."""
_WORD, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*")
LONGEST_LINE = 900


class AddressWrong(ValueError):
    """No address that a mail can go to without SMTPUTF8."""


class _Policy(EmailPolicy):
    """As SMTP has it, but what is one word stays on one line: folded or encoded, mail programs do not know it."""

    whole = frozenset({"to", "message-id", "list-unsubscribe"})

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in self.whole:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


# 7 bit: a relay that does not know 8BITMIME would otherwise have to change the body under its signature.
POLICY = _Policy(linesep="\r\n", cte_type="7bit", utf8=False)


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


def written(message: Outgoing, *, sender: str, sender_name: str, to: str) -> EmailMessage:
    """The mail; addresses are as `address` gives them."""
    mail = EmailMessage(policy=POLICY)
    local, _, domain = sender.rpartition("@")
    mail["From"] = Address(one_line(sender_name), local, domain)
    mail["To"] = to
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = datetime.now(UTC)
    mail["Message-ID"] = message_id(message.reference, sender)
    mail["Auto-Submitted"] = "auto-generated"
    if _linkable(message.unsubscribe):
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(whole(message.text))
    if message.html:
        mail.add_alternative(whole(message.html), subtype="html")
    return mail


def _linkable(url: str) -> bool:
    fits = url.isascii() and url.isprintable() and len(url) < LONGEST_LINE
    return url.startswith("https://") and fits and not set(url) & set("<> ,")
