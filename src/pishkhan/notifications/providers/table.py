"""Every provider by its key. One row each."""

from __future__ import annotations

from pishkhan.notifications.providers.demo import Demo
from pishkhan.notifications.providers.ippanel import IPPanel
from pishkhan.notifications.providers.kavenegar import Kavenegar
from pishkhan.notifications.providers.protocol import Provider

PROVIDERS: dict[str, type[Provider]] = {
    each.key: each
    for each in (
        Demo,
        Kavenegar,
        IPPanel,
    )
}  # fmt: skip
