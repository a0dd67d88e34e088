"""Every gateway by its key. One row each."""

from __future__ import annotations

from pishkhan.payments.providers.protocol import Gateway

GATEWAYS: dict[str, Gateway] = {}
