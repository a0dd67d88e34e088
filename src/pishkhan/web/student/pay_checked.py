"""Looking at what was chosen to be paid: the whole chain and the amount, again on the server (D6, D7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.web.components.numbers import bare_amount
from pishkhan.web.phrases import sentence
from pishkhan.web.student.case import how_to_settle
from pishkhan.web.student.pay_offer import OTHER, Due, Offer, Wish

AMOUNT, WHAT = "amount", "what"


class Wrong(Exception):
    """What to correct: pairs of the field's element id and the words."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__()
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be paid: rials for a subject, or for a due of it."""

    subject: payments.Subject
    due: Due | None
    amount: int


def chosen(actor: Actor, offer: Offer, wish: Wish) -> Chosen:
    """Raises Wrong."""
    subject, due = _what(offer, wish)
    least, most = (due.least, due.owed) if due else payments.limits(subject, None)
    whole = due is not None and wish.what != OTHER and not wish.in_part
    found = Chosen(subject, due, most if whole else amount_of(wish.amount, least, most))
    try:
        payments.payable(
            actor=actor, subject_id=subject.id, due_id=due.id if due else None, amount=found.amount
        )
    except DomainError as error:
        raise refused(error) from None
    return found


def amount_of(typed: str, least: int, most: int) -> int:
    """Raises Wrong."""
    if not typed.strip():
        raise Wrong((AMOUNT, _("Write the amount.")))
    try:
        amount = money.parse_rials(typed)
    except Invalid as error:
        words = outside(least, most) if error.code == "money.too_large" else sentence(error)
        raise Wrong((AMOUNT, words)) from None
    if not least <= amount <= most:
        raise Wrong((AMOUNT, outside(least, most)))
    return int(amount)


def outside(least: int, most: int) -> str:
    if least == most:
        return _("Of this debt nothing but all can be paid: %(amount)s.") % {"amount": bare_amount(most)}
    return _("The amount must be from %(least)s to %(most)s.") % {
        "least": bare_amount(least), "most": bare_amount(most)
    }  # fmt: skip


def refused(error: DomainError) -> Wrong:
    """A verb's refusal, at the field it is about."""
    if error.code == "amount_wrong" and "most" in error.params:
        return Wrong((AMOUNT, outside(int(str(error.params["least"])), int(str(error.params["most"])))))
    about = {
        "free_not_offered": "subject", "subject_closed": "subject", "amount_below_shares": AMOUNT, "part_leaves": AMOUNT
    }  # fmt: skip
    return Wrong((about.get(error.code, ""), sentence(error)))


def _what(offer: Offer, wish: Wish) -> tuple[payments.Subject, Due | None]:
    if wish.what == OTHER:
        subject = _through_the_tree(offer, wish)
        due = offer.due_of_subject.get(subject.id)
        return subject, _open(due) if due else None
    due = offer.due(wish)
    if due is None:
        words = sentence(DomainError("due_not_found")) if wish.what else _("Choose what you pay for.")
        raise Wrong((WHAT, words))
    due = _open(due)
    assert due.subject is not None
    return due.subject, due


def _open(due: Due) -> Due:
    if not due.here:
        raise Wrong((WHAT, how_to_settle()))
    if due.attempt_id:
        raise Wrong((WHAT, sentence(DomainError("due_being_paid"))))
    return due


def _through_the_tree(offer: Offer, wish: Wish) -> payments.Subject:
    found = offer.subject(wish)
    if found is not None:
        return found
    tree = {centre["key"]: {unit["key"]: unit for unit in centre["units"]} for centre in offer.tree}
    if wish.centre not in tree:
        raise Wrong(("centre", _("Choose the main area or centre.")))
    if not wish.unit:
        raise Wrong(("unit", _("Choose the unit below it.")))
    if wish.unit not in tree[wish.centre]:
        raise Wrong(("unit", _("This unit is not below the centre you chose. Choose again.")))
    if not wish.subject:
        raise Wrong(("subject", _("Choose what the payment is for.")))
    raise Wrong(("subject", _("This is not paid to the unit you chose. Choose again.")))
