"""AES-GCM for personal values at rest, and the blind index that lets us find them again.

A sealed value reads `<key id>:<base64 of nonce and ciphertext>`. The first key of SEALING_KEYS seals; every key
opens, so a key is rotated by putting a new one first and running `manage.py reseal`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class KeyUnknown(RuntimeError):
    """A value was sealed with a key that is not in SEALING_KEYS."""


@lru_cache
def _cipher(key_id: str) -> AESGCM:
    try:
        return AESGCM(base64.b64decode(settings.SEALING_KEYS[key_id]))
    except KeyError:
        raise KeyUnknown(f"sealed with key {key_id!r}, which SEALING_KEYS does not hold") from None


def current_key() -> str:
    """The id of the key that seals new values."""
    return str(next(iter(settings.SEALING_KEYS)))


def seal_bytes(value: bytes) -> str:
    key_id, nonce = current_key(), os.urandom(12)
    return f"{key_id}:{base64.b64encode(nonce + _cipher(key_id).encrypt(nonce, value, None)).decode()}"


def open_bytes(sealed: str) -> bytes:
    """Raises KeyUnknown, or cryptography's InvalidTag when the value was tampered with."""
    key_id, _, body = sealed.partition(":")
    raw = base64.b64decode(body)
    return _cipher(key_id).decrypt(raw[:12], raw[12:], None)


def seal(value: str) -> str:
    return seal_bytes(value.encode())


def unseal(sealed: str) -> str:
    return open_bytes(sealed).decode()


def blind_index(kind: str, folded: str) -> str:
    """A keyed fingerprint of a folded value: equal values of one kind meet, nobody can go back."""
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{kind}\0{folded}".encode(), hashlib.sha256).hexdigest()


def mac(label: str, value: bytes) -> str:
    """A keyed fingerprint for our own records, such as audit roots."""
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, label.encode() + b"\0" + value, hashlib.sha256).hexdigest()
