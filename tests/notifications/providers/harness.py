"""Every provider of the table, and how the tests build an account of it."""

from __future__ import annotations

from tests.notifications.providers.account import Harness
from tests.notifications.providers.accounts import demo, ippanel, kavenegar

HARNESSES: dict[str, Harness] = {
    "demo": demo.HARNESS,
    "kavenegar": kavenegar.HARNESS,
    "ippanel": ippanel.HARNESS,
}
"""By the provider's key. One row each."""
