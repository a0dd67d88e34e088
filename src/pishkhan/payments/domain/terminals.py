"""From our rows to what a gateway speaks."""

from __future__ import annotations

from django.conf import settings

from pishkhan.payments.models import Attempt, Subject
from pishkhan.payments.models import Terminal as TerminalRow
from pishkhan.payments.providers import protocol
from pishkhan.payments.providers.protocol import Gateway, Payment, Share
from pishkhan.payments.providers.table import GATEWAYS

NO_SHARE = ""


def gateway_of(row: TerminalRow | Attempt) -> Gateway:
    """Raises KeyError for a gateway this version does not have."""
    return GATEWAYS[row.gateway]


def terminal_of(row: TerminalRow) -> protocol.Terminal:
    """Its settings; with simulators their address instead of the bank's."""
    return protocol.Terminal(settings=row.settings, base=settings.BANKS_BASE)


def payment_of(attempt: Attempt) -> Payment:
    return Payment(
        order_no=attempt.order_no, amount=attempt.amount, token=attempt.token or "",
        receipt_ref=attempt.receipt_ref or "",
    )  # fmt: skip


def filled(template: str, *, student: str, order_no: int) -> str:
    """A deposit identifier with the payer's number or the order's in its place."""
    return template.replace("{student}", student).replace("{order}", str(order_no))


def fixed_of(subject: Subject) -> int:
    """Rials of a subject's split that its last row does not get: what is paid must be more, or nothing is left for
    it."""
    return sum(row.amount or 0 for row in subject.shares.all())


def shares_of(subject: Subject, amount: int, *, student: str, order_no: int) -> list[Share]:
    """The rows of a subject's split for an amount; the last one takes what is left. They sum to the amount.

    Raises ValueError when the fixed rows leave nothing.
    """
    rows, left, found = list(subject.shares.all()), amount, []
    for row in rows:
        part = left if row.amount is None else row.amount
        if row is rows[-1]:
            part = left
        left -= part
        if part <= 0 or left < 0:
            raise ValueError("split")
        identifier = filled(row.identifier, student=student, order_no=order_no)
        found.append(Share(iban=row.iban, amount=part, identifier=identifier, government=row.government))
    return found
