"""What the room of the accounts says of states, of what happened, and of the bank's report."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.payments import api as payments
from pishkhan.payments.api import Attempt, Match, State

Badge = tuple[str, str, str]
"""Tone, icon and words."""

STATES: Mapping[str, tuple[str, str, Promise]] = {
    State.CREATED: ("open", "hour", lazy("Being prepared")),
    State.TOKEN_OBTAINED: ("open", "hour", lazy("The bank knows the order")),
    State.REDIRECTED: ("open", "hour", lazy("The payer is at the bank")),
    State.RETURNED: ("open", "hour", lazy("Came back, is being checked")),
    State.VERIFYING: ("open", "hour", lazy("The bank is being asked")),
    State.VERIFIED: ("open", "hour", lazy("Confirmed by the bank")),
    State.SETTLED: ("open", "hour", lazy("Settled by the bank")),
    State.POSTED: ("done", "check", lazy("Paid")),
    State.CANCELLED: ("wait", "minus", lazy("Cancelled by the payer")),
    State.FAILED: ("wait", "minus", lazy("Not paid")),
    State.EXPIRED_UNKNOWN: ("wait", "dash", lazy("No word from the payer or the bank")),
    State.REVERSED: ("wait", "undo", lazy("Went back to the card")),
    State.REFUND_PENDING: ("turn", "hour", lazy("A refund waits for a decision")),
    State.REFUNDED: ("wait", "undo", lazy("Given back")),
    State.NEEDS_REVIEW: ("debt", "alert", lazy("Needs review")),
}
GROUPS: Mapping[str, Promise] = {
    "under_way": lazy("Under way"), "paid": lazy("Paid"), "not_paid": lazy("Not paid"),
    "refunded": lazy("Given back"), "review": lazy("Needs review"),
}  # fmt: skip
REFUNDS: Mapping[str, tuple[str, str, Promise]] = {
    "asked": ("turn", "hour", lazy("Waits for a decision")),
    "approved": ("done", "check", lazy("Approved")),
    "refused": ("wait", "minus", lazy("Refused")),
}
CALLS: Mapping[str, Promise] = {
    "request": lazy("Order told to the bank"), "return": lazy("What the browser brought"),
    "verify": lazy("Confirmation asked for"), "settle": lazy("Settlement asked for"),
    "inquire": lazy("State asked for"), "reverse": lazy("Giving back asked for"),
}  # fmt: skip
HAPPENED: Mapping[str, Promise] = {
    "begun": lazy("Begun by the payer"), "said_paid": lazy("The browser came back and says: paid"),
    "said_cancelled": lazy("The browser came back and says: cancelled"),
    "said_failed": lazy("The browser came back and says: failed"),
    "said_unclear": lazy("The browser came back with nothing that can be read"),
    "found_paid": lazy("The bank says it was paid"), "verify_again": lazy("The bank is asked once more"),
    "unknown": lazy("The bank gave no clear answer"), "no_return": lazy("No word in time"),
    "never_clear": lazy("The bank never gave a clear answer"),
    "never_settled": lazy("The bank confirmed it and never settled it"),
    "taken_up": lazy("Taken up again by the bank's books"), "claimed": lazy("Its reference is free now"),
    "unknown_and_late": lazy("After an unclear answer the bank refuses"),
    "late_after_unknown": lazy("After an unclear answer the bank refuses; it is asked again"),
    "mismatch": lazy("The bank confirmed another amount or order"),
    "due_gone": lazy("Less is owed by now than was paid"),
    "returned_again": lazy("The browser came back once more; nothing changed"),
    "return_foreign": lazy("Somebody came back with another payment's numbers; nothing changed"),
    "another_receipt": lazy("Somebody came back with another reference; nothing changed"),
    "waits_for_another": lazy("Waits: another payment of this due is at its bank"),
    "refund_asked": lazy("A refund was asked for"), "refund_refused": lazy("The refund was refused"),
    "refund_approved": lazy("The refund was approved"), "asked_by_person": lazy("A person had the bank asked"),
    "corrected_by_person": lazy("Written by a person, by the bank's own books"),
}  # fmt: skip
LEFT: Mapping[str, Promise] = {
    "due_settled": lazy("the due was settled meanwhile"), "amount": lazy("the amount is another one"),
    "terminal_closed": lazy("the terminal was switched off"),
    "waits_for_another": lazy("another payment of the same due was being confirmed"),
    "receipt_used": lazy("its reference belongs to another payment"), "mismatch": lazy("the bank named another amount"),
}  # fmt: skip
ACCOUNTS: Mapping[str, Promise] = {
    "student": lazy("Student"), "income": lazy("Income"), "terminal": lazy("Bank"), "elsewhere": lazy("Paid elsewhere"),
}  # fmt: skip
MATCHES: Mapping[str, tuple[str, str, Promise, Promise]] = {
    Match.SAME: ("done", "check", lazy("Agrees"), lazy("Nothing to do.")),
    Match.MISSING_HERE: (
        "debt", "alert", lazy("Paid at the bank, not here"),
        lazy("Ask the bank again; what it confirms is paid here too. Where it cannot be asked, have the bank give the "
        "money back, or resolve the payment by the bank's books."),
    ),
    Match.MISSING_THERE: (
        "debt", "alert", lazy("Paid here, not in the report"),
        lazy("Look in the report of the next day, then ask the bank. If it never took the money, have a refund decided "
        "so that the debt stands again."),
    ),
    Match.AMOUNT: (
        "debt", "alert", lazy("The amounts differ"),
        lazy("Find out at the bank which amount is right, and write here what was done."),
    ),
    Match.STATUS: (
        "turn", "alert", lazy("The bank says it went back"),
        lazy("Ask the bank why. If the money went back, have a refund decided so that the debt stands again."),
    ),
    Match.UNREADABLE: ("wait", "dash", lazy("Cannot be read"), lazy("Compare this line by hand.")),
}  # fmt: skip
"""Tone, icon, what was found, what to do."""
KINDS: Mapping[str, Promise] = {
    "payment": lazy("A payment and the ledger"), "refund": lazy("A payment and its refunds"),
    "due_paid": lazy("A payment and the entries of its due"), "entry": lazy("An entry of a due and the ledger"),
    "student": lazy("What a student owes and the ledger"), "income": lazy("Income of all subjects and the ledger"),
    "posting": lazy("A posting that does not balance"), "due_below": lazy("A due below nothing"),
    "terminal": lazy("Payments of a terminal and the ledger"), "subject": lazy("Payments of a subject and the ledger"),
    "day": lazy("Payments of a day and the ledger"),
}  # fmt: skip
"""What the balance compares."""


def badge(row: Attempt) -> Badge:
    if row.left and row.state == State.RETURNED:
        return "turn", "undo", _("Not taken, goes back")
    if row.state == State.RETURNED and row.said in ("cancelled", "failed"):
        return "wait", "minus", _("Not paid, says the browser")
    tone, icon, words = STATES[row.state]
    return tone, icon, str(words)


def refund_badge(state: str) -> Badge:
    tone, icon, words = REFUNDS[state]
    return tone, icon, str(words)


def match_badge(match: str) -> Badge:
    tone, icon, words, _todo = MATCHES[match]
    return tone, icon, str(words)


def happened(reason: str) -> str:
    """Why an attempt moved, in words; a code nobody named stays as it is."""
    if reason in HAPPENED:
        return str(HAPPENED[reason])
    if reason.startswith("left_"):
        why = LEFT.get(reason.removeprefix("left_"))
        return _("Not taken: %(why)s") % {"why": why} if why else reason
    if reason == "looked_not_offered":
        return _("This bank cannot be asked; it is over when the bank's time is")
    if reason.startswith(("looked_", "unsettled_", "refused_")):
        return _("The bank was asked: %(answer)s") % {"answer": reason.partition("_")[2]}
    return reason


def gateway(key: str, language: str) -> str:
    """The bank's name; a gateway this version does not have goes by its key."""
    found = payments.GATEWAYS.get(key)
    return key if found is None else found.en if language == "en" else found.fa
