from pishkhan.payments.models.attempts import OPEN, Attempt, AttemptEvent, Refund
from pishkhan.payments.models.dues import Due, DueEntry, InstalmentPlan
from pishkhan.payments.models.ledger import Account, Line, Posting
from pishkhan.payments.models.lists import BankReport, BankReportRow, DueList
from pishkhan.payments.models.subjects import Subject, SubjectShare, Terminal

__all__ = [
    "OPEN", "Account", "Attempt", "AttemptEvent", "BankReport", "BankReportRow", "Due", "DueEntry", "DueList",
    "InstalmentPlan", "Line", "Posting", "Refund", "Subject", "SubjectShare", "Terminal",
]  # fmt: skip
