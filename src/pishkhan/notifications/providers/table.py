"""Every provider by its key. One row each."""

from __future__ import annotations

from pishkhan.notifications.providers.demo import Demo
from pishkhan.notifications.providers.ippanel import IPPanel
from pishkhan.notifications.providers.kavenegar import Kavenegar
from pishkhan.notifications.providers.magfa import Magfa
from pishkhan.notifications.providers.protocol import Provider
from pishkhan.notifications.providers.smsir import SmsIr
from pishkhan.notifications.providers.smtp import Smtp

PROVIDERS: dict[str, type[Provider]] = {
    each.key: each
    for each in (
        Demo,
        Kavenegar,
        IPPanel,
        SmsIr,
        Magfa,
        Smtp,
    )
}  # fmt: skip
