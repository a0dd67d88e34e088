"""Every provider of the table, and how the tests build an account of it."""

from __future__ import annotations

from tests.notifications.providers.account import Harness
from tests.notifications.providers.accounts import demo, ippanel, kavenegar, magfa, smsir, smtp

HARNESSES: dict[str, Harness] = {
    "demo": demo.HARNESS,
    "kavenegar": kavenegar.HARNESS,
    "ippanel": ippanel.HARNESS,
    "smsir": smsir.HARNESS,
    "magfa": magfa.HARNESS,
    "smtp": smtp.HARNESS,
}
"""By the provider's key. One row each."""
