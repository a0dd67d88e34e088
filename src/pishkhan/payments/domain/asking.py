"""What the history of an attempt says of asking its bank. A counter could be reset, the history cannot."""

from __future__ import annotations

from django.db.models import Q

from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt

AGAIN, UNKNOWN = "verify_again", "unknown"
BEGUN = Q(after=State.VERIFYING, reason__in=["", AGAIN])
"""A verify was sent: the move to `verifying`, or the note that it is sent again."""
CLEAR = Q(before=State.VERIFYING) & ~Q(after__in=[State.VERIFYING, State.NEEDS_REVIEW])
"""The bank gave a clear answer."""


def times(row: Attempt) -> int:
    """How many verifies were sent, the one under way included."""
    return row.events.filter(BEGUN).count()


def is_unclear(row: Attempt) -> bool:
    """Whether the last verify that was sent never came to a clear answer: the money may be ours."""
    last = row.events.filter(BEGUN | CLEAR).order_by("-id").values_list("before", "after").first()
    return last is not None and last[1] == State.VERIFYING


def is_doubtful(row: Attempt) -> bool:
    """Whether some verify was not answered, or by something that cannot be read; the one under way is not meant."""
    if row.events.filter(after=State.VERIFYING, reason=UNKNOWN).exists():
        return True
    answered = row.events.filter(Q(before=State.VERIFYING)).exclude(reason=AGAIN).count()
    return times(row) - answered > 1
