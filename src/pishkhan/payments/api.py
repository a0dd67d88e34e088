"""The door of `payments`."""

from pishkhan.payments.domain import by_hand, resolving, setting_up
from pishkhan.payments.domain import subjects as setting_subjects
from pishkhan.payments.domain.access import brings_lists_for, keeps_accounts
from pishkhan.payments.domain.attempts import begin_payment, least_of, limits, payable
from pishkhan.payments.domain.booklets import draw_booklet
from pishkhan.payments.domain.bringing import put_subject, put_terminal
from pishkhan.payments.domain.dues import (
    LARGEST_RIALS,
    Origin,
    Settled,
    attach_dues,
    correct_due,
    owed_of,
    record_due,
    reduce_due,
    still_owed,
)
from pishkhan.payments.domain.going import Going, set_out
from pishkhan.payments.domain.lists import columns as list_columns
from pishkhan.payments.domain.lists import lists as due_lists
from pishkhan.payments.domain.lists import pushing as due_pushing
from pishkhan.payments.domain.plan_ending import (
    break_plan,
    cancel_plan,
    hold_plans,
    owed_behind,
    owed_on_broken,
    replaced_by,
)
from pishkhan.payments.domain.plans import make_plan
from pishkhan.payments.domain.plans import mark as plan_mark
from pishkhan.payments.domain.queries import balance, books, managed, reports
from pishkhan.payments.domain.queries.dues import OpenDue, dues_of_request, my_dues, owed_in_request, visible_to
from pishkhan.payments.domain.queries.payments import (
    COLUMNS,
    Standing,
    being_paid,
    by_code,
    history,
    my_payments,
    standing,
)
from pishkhan.payments.domain.queries.plans import managed_by as plans_managed_by
from pishkhan.payments.domain.queries.plans import my_plans, parts_of, plans_of_request
from pishkhan.payments.domain.queries.reports import By, Figures, Movement
from pishkhan.payments.domain.queries.subjects import open_subjects, paid_for, subject_of_office, titles_of_subjects
from pishkhan.payments.domain.receipts import check_url, code_of, draw_receipt, find_receipt, reference_of
from pishkhan.payments.domain.reconciliation import bringing as bank_reports
from pishkhan.payments.domain.refunds import ask_refund, decide_refund
from pishkhan.payments.domain.returning import note_return
from pishkhan.payments.domain.settlement import bring_on
from pishkhan.payments.enums import EntryKind, Match, PlanState, RefundState, State
from pishkhan.payments.models import (
    Attempt,
    AttemptEvent,
    BankReport,
    BankReportRow,
    Due,
    DueEntry,
    DueList,
    InstalmentPlan,
    Refund,
    Subject,
    SubjectShare,
    Terminal,
)
from pishkhan.payments.providers.table import GATEWAYS

__all__ = [
    "COLUMNS",
    "GATEWAYS",
    "LARGEST_RIALS",
    "Attempt",
    "AttemptEvent",
    "BankReport",
    "BankReportRow",
    "By",
    "Due",
    "DueEntry",
    "DueList",
    "EntryKind",
    "Figures",
    "Going",
    "InstalmentPlan",
    "Match",
    "Movement",
    "OpenDue",
    "Origin",
    "PlanState",
    "Refund",
    "RefundState",
    "Settled",
    "Standing",
    "State",
    "Subject",
    "SubjectShare",
    "Terminal",
    "ask_refund",
    "attach_dues",
    "balance",
    "bank_reports",
    "begin_payment",
    "by_hand",
    "being_paid",
    "books",
    "break_plan",
    "bring_on",
    "brings_lists_for",
    "by_code",
    "cancel_plan",
    "check_url",
    "code_of",
    "correct_due",
    "due_lists",
    "due_pushing",
    "list_columns",
    "managed",
    "decide_refund",
    "draw_booklet",
    "draw_receipt",
    "dues_of_request",
    "find_receipt",
    "history",
    "hold_plans",
    "keeps_accounts",
    "least_of",
    "limits",
    "make_plan",
    "my_dues",
    "my_payments",
    "my_plans",
    "note_return",
    "open_subjects",
    "owed_in_request",
    "owed_behind",
    "owed_of",
    "owed_on_broken",
    "paid_for",
    "parts_of",
    "payable",
    "plan_mark",
    "plans_managed_by",
    "plans_of_request",
    "put_subject",
    "put_terminal",
    "record_due",
    "reduce_due",
    "reference_of",
    "replaced_by",
    "reports",
    "resolving",
    "set_out",
    "setting_subjects",
    "setting_up",
    "standing",
    "still_owed",
    "titles_of_subjects",
    "subject_of_office",
    "visible_to",
]
