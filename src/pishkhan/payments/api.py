"""The door of `payments`."""

from pishkhan.payments.domain.dues import LARGEST_RIALS, Settled, record_due, reduce_due, still_owed
from pishkhan.payments.domain.queries.dues import OpenDue, dues_of_request, owed_in_request, visible_to
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Due

__all__ = [
    "LARGEST_RIALS",
    "Due",
    "EntryKind",
    "OpenDue",
    "Settled",
    "dues_of_request",
    "owed_in_request",
    "record_due",
    "reduce_due",
    "still_owed",
    "visible_to",
]
