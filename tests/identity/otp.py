"""What an authenticator app does (RFC 6238), written apart from the product."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def code(secret: str, steps: int = 0) -> str:
    """The six digits the app shows now, or `steps` half minutes later."""
    key = base64.b32decode(secret.replace(" ", "").upper())
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
