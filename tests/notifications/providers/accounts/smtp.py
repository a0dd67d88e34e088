"""A mail server, simulated. What is written to it is compared in `test_smtp`: the golden files here are of HTTP."""

from __future__ import annotations

import os
from typing import Any, Self

from pishkhan.notifications.providers.protocol import Channel, Outcome, Reason
from simulators.smtp import Smtp
from tests.notifications.providers.account import Harness, Kind

TRUST = "SSL_CERT_FILE"


class Trusted(Smtp):
    """Its certificate is trusted by this process while it runs."""

    before: str | None = None

    def __enter__(self) -> Self:
        self.before = os.environ.get(TRUST)
        os.environ[TRUST] = str(self.certificate)
        return super().__enter__()

    def close(self) -> None:
        super().close()
        os.environ.pop(TRUST, None)
        if self.before is not None:
            os.environ[TRUST] = self.before


def settings(simulator: Smtp) -> dict[str, Any]:
    """An account there."""
    return {
        "host": simulator.host, "port": str(simulator.port), "security": simulator.security,
        "user": simulator.user, "password": simulator.key,
        "sender": "desk@portal.example.ac.ir", "sender_name": "پیشخوان دانشگاه نمونه",
    }  # fmt: skip


HARNESS = Harness(
    simulator=lambda: Trusted(key="secret-of-mail"),
    settings=settings,
    kinds={
        "mail": Kind(channel=Channel.EMAIL, to="student@mail.example.org", more={"subject": "درخواست شما ثبت شد"}),
    },
    busy=("GREETING 421 4.3.2 busy", "MAIL 451 4.3.0 later", "RCPT 450 4.2.0 greylisted", "MESSAGE 452 4.3.1 full"),
    lacks=frozenset({"http", "credit", "templates", "ask", "push"}),
    dies_early=(Outcome.FAIL_OVER, Reason.UNREACHABLE),
)
