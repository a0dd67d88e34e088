"""Argon2id as OWASP advises: 19 MiB, two passes, one lane; at most four hashes at a time per process.

Django's own default takes 280 ms and 100 MiB, which eight logins at once turn into a memory bill of their own.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_a_time = BoundedSemaphore(4)


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _at_a_time:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _at_a_time:
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> Any:
        """Nothing to even out: the parameters in the encoded value decide the work."""


class QuickArgon2(Argon2):
    """The same algorithm at its smallest, for tests."""

    time_cost = 1
    memory_cost = 64
