"""What a strict receiver finds wrong in a mail."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version")
LONGEST_LINE = 998


def read(content: bytes) -> EmailMessage:
    """A mail as its receiver reads it."""
    return message_from_bytes(content, policy=default)


def faults_of(content: bytes, recipients: list[str]) -> list[str]:
    """Broken rules of RFC 5322, 2045 and 2047, each in words; none for a good mail."""
    mail, wrong = read(content), []
    wrong += [f"{name} stands {len(found)} times" for name in ONCE if len(found := mail.get_all(name, [])) != 1]
    wrong += [f"{type(each).__name__} in the mail" for part in mail.walk() for each in part.defects]
    wrong += [f"{type(each).__name__} in {name}" for name, value in mail.items() for each in value.defects]
    if re.search(rb"[^\r]\n|\r[^\n]", content):
        wrong.append("a line that does not end in CR LF")
    if not content.isascii():
        wrong.append("8 bit")
    if any(len(line) > LONGEST_LINE for line in content.split(b"\r\n")):
        wrong.append("a line too long")
    if any(len(word) > 75 for word in re.findall(rb"=\?[^ \r\n]*\?=", content.partition(b"\r\n\r\n")[0])):
        wrong.append("an encoded word too long")
    if mail["To"] is not None and [each.addr_spec for each in mail["To"].addresses] != recipients:
        wrong.append("To is not whom the envelope names")
    if (post := mail["List-Unsubscribe-Post"]) and (
        not mail["List-Unsubscribe"] or post != "List-Unsubscribe=One-Click"
    ):
        wrong.append("a one-click unsubscription that is none")
    return wrong


def plain_text(content: bytes) -> dict[str, str]:
    """Its text, and the id its sender gave it."""
    mail = read(content)
    body = mail.get_body(("plain",))
    return {"text": body.get_content().replace("\r\n", "\n").strip() if body else "", "uid": str(mail["Message-ID"])}
