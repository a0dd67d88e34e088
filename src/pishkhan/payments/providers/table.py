"""Every gateway by its key. One row each."""

from __future__ import annotations

from pishkhan.payments.providers.demo import Demo
from pishkhan.payments.providers.mellat import Mellat
from pishkhan.payments.providers.protocol import Gateway
from pishkhan.payments.providers.sadad import Sadad
from pishkhan.payments.providers.sep import Sep
from pishkhan.payments.providers.zarinpal import Zarinpal

GATEWAYS: dict[str, Gateway] = {
    each.key: each
    for each in (
        Sep(),
        Mellat(),
        Sadad(),
        Zarinpal(),
        Demo(),
    )
}  # fmt: skip
DEMO_ONLY = frozenset({Demo.key})
"""Offered on demonstration installations alone."""
