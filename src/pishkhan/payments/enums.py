"""Words of payments."""

from __future__ import annotations

from django.db import models


class EntryKind(models.TextChoices):
    """What an entry does to a due: `recorded` and `refunded` add, `corrected` does either, the others take away."""

    RECORDED = "recorded"
    WAIVED = "waived"
    EVIDENCE = "evidence"
    INSTALMENTS = "instalments"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"
    PAID = "paid"
    REFUNDED = "refunded"


class State(models.TextChoices):
    """Where one attempt to pay stands. Only `posted` pays a due; see `domain/transitions.py`."""

    CREATED = "created"
    TOKEN_OBTAINED = "token_obtained"  # noqa: S105 - the word for what happened
    REDIRECTED = "redirected"
    RETURNED = "returned"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    SETTLED = "settled"
    POSTED = "posted"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED_UNKNOWN = "expired_unknown"
    REVERSED = "reversed"
    REFUND_PENDING = "refund_pending"
    REFUNDED = "refunded"
    NEEDS_REVIEW = "needs_review"


class AccountKind(models.TextChoices):
    """Whose side of the ledger. `ref` of an account is the person, the subject or office, the terminal; `elsewhere`
    is what was paid outside Pishkhan and shown by evidence (ref: the office)."""

    STUDENT = "student"
    INCOME = "income"
    TERMINAL = "terminal"
    ELSEWHERE = "elsewhere"


class PostingKind(models.TextChoices):
    """Why a posting stands in the ledger."""

    DUE = "due"
    PAYMENT = "payment"
    REFUND = "refund"


class RefundState(models.TextChoices):
    """A refund is asked for by one person and decided by another."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class ListState(models.TextChoices):
    """A list of dues that was brought in: looked at, then written."""

    PLANNED = "planned"
    APPLIED = "applied"
    DROPPED = "dropped"


class PlanState(models.TextChoices):
    """An instalment plan. A broken one takes the certificate that hangs on it with it (F8)."""

    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class Checker(models.TextChoices):
    """How a deposit identifier is checked before a bank sees it; the bank's word counts."""

    NONE = "none"
    BILL = "bill"
    VERHOEFF = "verhoeff"


class Match(models.TextChoices):
    """What comparing a line of the bank's report with ours found."""

    SAME = "same"
    MISSING_HERE = "missing_here"
    """The bank has taken money we know nothing of, or hold for not paid."""
    MISSING_THERE = "missing_there"
    """We hold it for paid; the bank's report has no such line."""
    AMOUNT = "amount"
    STATUS = "status"
    """Both know it, and one says it went back."""
    UNREADABLE = "unreadable"
