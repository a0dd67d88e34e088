"""What a payer is told of a payment, by how it stands: the heading, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pishkhan.payments.api import Standing


@dataclass(frozen=True, slots=True)
class Told:
    """`tone` and `icon` as of notices; `again`: paying once more makes sense; `waits`: the page looks again by itself,
    after so many seconds."""

    title: Promise
    what: Promise
    lines: tuple[Promise, ...]
    tone: str
    icon: str
    again: bool = False
    waits: int = 0


FAILED = _("The transaction failed")
NOTHING_TAKEN = _("The payment was not made; we took nothing from your account.")
BACK_BY_ITSELF = _(
    "If money left your card all the same, the bank returns it by itself within 72 hours; nothing is to be done for it."
)
DEBT_STANDS = _("What you owe stands as it was.")

TOLD: Mapping[Standing, Told] = {
    Standing.PREPARING: Told(
        _("Going to the bank"), _("The bank is being told of your payment."),
        (_("This takes a moment; then you go to its page by yourself."),), "open", "hour", waits=1,
    ),
    Standing.AT_BANK: Told(
        _("You are at the bank's page"), _("Finish the payment there."),
        (_("If you closed that page, go there again. If you have paid already, wait: the bank is asked by itself."),),
        "open", "card", waits=5,
    ),
    Standing.CHECKING: Told(
        _("The result of the payment is not known yet"),
        _("The bank has not answered yet. Do not pay again."),
        (
            _(
                "The result comes by text message too. If money left your card and the payment is not confirmed, the "
                "bank returns it."
            ),
        ), "open", "hour", waits=3,
    ),
    Standing.CANCELLED: Told(
        FAILED, NOTHING_TAKEN, (_("You cancelled on the bank's page."), DEBT_STANDS, BACK_BY_ITSELF), "debt", "alert",
        again=True,
    ),
    Standing.FAILED: Told(
        FAILED, NOTHING_TAKEN, (_("The bank did not accept the payment. Try another card, or look at its balance."),
        DEBT_STANDS, BACK_BY_ITSELF), "debt", "alert", again=True,
    ),
    Standing.NOT_STARTED: Told(
        FAILED, _("The bank's gateway did not answer; nothing was begun and nothing was taken."),
        (_("Try again in a few minutes. If it stays so, call the number below."),), "debt", "alert", again=True,
    ),
    Standing.GOES_BACK: Told(
        FAILED, _("We did not take this money; the bank returns it to your card by itself."),
        (_("It is there within 72 hours at most. Nothing is to be done for it."), DEBT_STANDS), "turn", "undo",
        again=True,
    ),
    Standing.UNKNOWN: Told(
        FAILED, _("Neither you nor the bank told us of a payment, so nothing was recorded."),
        (BACK_BY_ITSELF, DEBT_STANDS), "debt", "alert", again=True,
    ),
    Standing.REVIEWED: Told(
        _("The result of the payment is not known yet"),
        _("People of the accounts are looking into it. Do not pay again."),
        (_("They compare it with the bank's own books and tell you what came of it."),), "open", "search",
    ),
}  # fmt: skip
"""Of every standing but those that have a receipt."""

LEFT: Mapping[str, Promise] = {
    "due_settled": _("The debt had been settled meanwhile, or less of it was left."),
    "terminal_closed": _("The gateway had been closed meanwhile."),
    "amount": _("The bank spoke of another amount."),
    "mismatch": _("The bank spoke of another amount."),
}
"""Why money was left alone, where it can be said in a sentence."""
