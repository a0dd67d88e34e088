"""Asking clamd whether a file holds a virus, in its INSTREAM manner. Never inside a transaction: it may take a while.

`CLAMD` says where it listens: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`; empty, nothing is scanned.
"""

from __future__ import annotations

import re
import socket
import struct
from enum import StrEnum

from django.conf import settings

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 30.0
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"


class Down(Exception):
    """The scanner did not say what the file is: not there, too slow, too busy, or the file is more than it takes."""


class Unsure(Down):
    """It answered, but not about the file: more than it takes, or an error of its own. Others may be asked about."""


def configured() -> bool:
    return bool(settings.CLAMD)


def scan(content: bytes) -> Verdict:
    """What the scanner says of a file. Raises Down."""
    try:
        with _connected() as wire:
            return _verdict(_asked(wire, content))
    except (OSError, ValueError) as error:
        raise Down(str(error)) from error


def _connected() -> socket.socket:
    kind, _, where = str(settings.CLAMD).partition(":")
    if kind == "unix":
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.settimeout(CONNECT_SECONDS)
        try:
            wire.connect(where)
        except OSError:
            wire.close()
            raise
    elif kind == "tcp":
        host, _, port = where.rpartition(":")
        wire = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
    else:
        raise ValueError("CLAMD begins with unix: or tcp:")
    wire.settimeout(ANSWER_SECONDS)
    return wire


def _asked(wire: socket.socket, content: bytes) -> str:
    """Send the file in pieces, each after its length, then a length of nothing; the answer ends with a zero."""
    try:
        wire.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            wire.sendall(struct.pack(">I", len(piece)) + piece)
        wire.sendall(struct.pack(">I", 0))
    except OSError:
        # It may have said why before it hung up, such as that the file is too large for it.
        pass
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        got = wire.recv(LONGEST_ANSWER)
        if not got:
            break
        answer += got
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict.CLEAN
    if _FOUND.match(answer):
        return Verdict.INFECTED
    raise Unsure(answer) if answer else Down("no answer")
