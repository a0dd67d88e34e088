"""Refusals about terminals, subjects, refunds and the bank's reports, as sentences; incidents of money in words."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

SENTENCES: Mapping[str, Promise] = {
    "terminal_changed": lazy("Somebody changed this terminal meanwhile; nothing was kept. Open the page anew."),
    "terminals_many": lazy("There are %(most)s terminals already. Change one of them instead."),
    "terminal_name": lazy("Write a name for the terminal."),
    "gateway_unknown": lazy("Payments of this bank are not spoken here. Choose another."),
    "setting_wrong": lazy("The bank knows no value like this. Compare it with the contract."),
    "iban_wrong": lazy("This is no IBAN of Iran: IR and 24 digits, with the right check digits."),
    "shares_none": lazy("This kind of terminal must be told an account. Write it here."),
    "shares_refused": lazy("This terminal takes no split. Choose another terminal, or leave the rows empty."),
    "shares_many": lazy("These are more rows than the bank takes."),
    "share_amount": lazy("Write an amount in rials; only the last row may be empty."),
    "share_rest": lazy("Leave the amount of the last row empty: it takes what is left."),
    "government_first": lazy("The account of the government must be the first row."),
    "identifier_wrong": lazy("This is no deposit identifier: at most 30 digits, with the check digit chosen below."),
    "identifier_missing": lazy("This terminal wants a deposit identifier, with a split in every row."),
    "identifier_refused": lazy("This terminal would lose the identifier. Choose another terminal, or leave it empty."),
    "identifier_beside_shares": lazy("With a split the identifiers stand in its rows. Leave this one empty."),
    "account_unknown": lazy("The terminal does not name this account. Write it into the terminal's settings first."),
    "base_missing": lazy("The bank of demonstrations is not running here."),
    "subject_changed": lazy("Somebody changed this subject meanwhile; nothing was kept. Open the page anew."),
    "subject_title": lazy("Write a title."),
    "subject_centre": lazy("Choose the centre."),
    "subject_office": lazy("Choose a unit of this centre."),
    "subject_terminal": lazy("Choose a terminal."),
    "subject_amount": lazy("Write an amount from 1 to %(most)s rials."),
    "subject_bounds": lazy("The largest amount is below the least one."),
    "below_shares": lazy("This must be more than the fixed rows of the split, which are %(fixed)s rials."),
    "not_posted": lazy("This payment is not in the ledger, so nothing can be given back."),
    "refund_waits": lazy("A refund of this payment waits for a decision already."),
    "refund_decided": lazy("Somebody has decided on this refund already. See its state now."),
    "refund_own": lazy("You asked for this refund; a colleague must decide on it."),
    "reference_missing": lazy("Write the bank's reference, or the number of the transfer."),
    "reference_used": lazy("This reference belongs to another payment. Compare it with the bank's panel."),
    "nothing_to_ask": lazy("There is nothing the bank could be asked about this payment."),
    "not_in_review": lazy("This payment needs no review any more. See its state now."),
    "verdict_missing": lazy("Choose what the bank's books say."),
    "due_cannot_hold": lazy(
        "Only %(owed)s rials are still owed of this due, less than was paid. Have the bank give the money back, and "
        "write that it went back."
    ),
    "report_file": lazy("Choose the file of the report."),
    "report_none": lazy("This bank has no report that can be read here."),
    "report_headings": lazy("The headings of this bank's report are not in the file. Was it another bank's?"),
    "report_long": lazy("The report has more than %(most)s lines. Divide it by days."),
    "report_days": lazy("Write which days the report covers, like 1405/09/05."),
    "due_changed": lazy(
        "This debt was changed or paid meanwhile: %(owed)s rials are owed now. See what happened to it, and press "
        "again only if it is still to be done."
    ),
    "part_leaves": lazy(
        "Too little would be left to be paid later. Pay all of it, or a part from %(least)s to %(most)s rials."
    ),
    "due_below_shares": lazy(
        "This could never be paid: of every payment %(fixed)s rials go to other accounts first. Write more than that, "
        "or another subject."
    ),
    "own_money": lazy("This is your own money. A colleague must handle it."),
    "row_closed": lazy("Somebody has written about this line already."),
}

INCIDENTS: Mapping[str, tuple[Promise, Promise]] = {
    "payment_review": (
        lazy("A payment needs review"),
        lazy("The bank gave no clear answer. Look it up in the bank's panel and write what stands there."),
    ),
    "payment_unsettled": (
        lazy("The bank does not settle a payment it confirmed"),
        lazy("It is asked again every minute; until then the money does not reach the account. Call the bank."),
    ),
    "payment_stuck": (
        lazy("A payment cannot be brought on"),
        lazy("A fault of ours stops it; the log says which. It is tried again every ten minutes."),
    ),
    "payment_left": (
        lazy("A payment was not taken"),
        lazy("The page of the payment says why. The money goes back to the card by itself; the payer was told."),
    ),
    "gateway_refused": (
        lazy("A bank does not accept our terminal"),
        lazy("Look at the terminal's settings, and at what is registered at the bank."),
    ),
    "due_list_stuck": (
        lazy("A list of debts stands still"),
        lazy("Its job failed. It is tried again every five minutes; if it stays, the log says why. Nothing is lost."),
    ),
    "payments_unbalanced": (
        lazy("Payments, ledger and dues do not agree"),
        lazy("This should never be. See the balance; it closes by itself when they agree again."),
    ),
}
"""Kind → what happened, what to do."""


def page_of(kind: str, subject_id: UUID | None) -> tuple[str, str]:
    """Where an incident of money is looked into, and what that is called; empty for any other."""
    if kind == "payments_unbalanced":
        return reverse("finance-balance"), _("Open the balance")
    if kind not in INCIDENTS or subject_id is None:
        return "", ""
    if kind == "gateway_refused":
        return reverse("finance-terminal", args=[subject_id]), _("Open the terminal")
    if kind == "due_list_stuck":
        return reverse("finance-list", args=[subject_id]), _("Open the list")
    return reverse("finance-payment", args=[subject_id]), _("Open the payment")
