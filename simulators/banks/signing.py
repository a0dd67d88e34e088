"""Sadad's SignData: Triple DES (ECB, PKCS7) under the terminal's key, in Base64."""

from __future__ import annotations

import base64

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.padding import PKCS7


def sign(text: str, key: str) -> str:
    """SignData of a text. Raises ValueError for a key that is none."""
    padder = PKCS7(64).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    cipher = Cipher(TripleDES(base64.b64decode(key, validate=True)), modes.ECB()).encryptor()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()
