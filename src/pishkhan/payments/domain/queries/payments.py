"""Attempts to pay, as people see them."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from pishkhan.kernel import digits, money
from pishkhan.kernel.text import clean_display
from pishkhan.payments.enums import State
from pishkhan.payments.models import Attempt, Due, Subject
from pishkhan.plumbing.actor import Actor


class Standing(StrEnum):
    """What a payer is told of an attempt."""

    PREPARING = "preparing"
    """The bank is being told; in a moment the payer goes there."""
    AT_BANK = "at_bank"
    CHECKING = "checking"
    """Came back; the bank's own word is awaited. Do not pay again."""
    PAID = "paid"
    CANCELLED = "cancelled"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    """The bank could not be reached or refused: nothing was begun."""
    GOES_BACK = "goes_back"
    """Paid at the bank and not taken by us: it returns to the card by itself, within 72 hours at most."""
    UNKNOWN = "unknown"
    """No word from the payer or the bank: if money left the card it returns by itself."""
    REVIEWED = "reviewed"
    """People of the accounts look into it."""
    REFUNDED = "refunded"


def standing(attempt: Attempt) -> Standing:
    """What the payer is told now. A cancelled return is told at once, though only time makes it final."""
    state, said = State(attempt.state), attempt.said
    if attempt.is_paid:
        return Standing.REFUNDED if state == State.REFUNDED else Standing.PAID
    if state == State.RETURNED:
        if attempt.left and attempt.left != "receipt_used":
            return Standing.GOES_BACK
        return {"cancelled": Standing.CANCELLED, "failed": Standing.FAILED}.get(said, Standing.CHECKING)
    if state == State.FAILED and attempt.token is None:
        return Standing.NOT_STARTED
    return {
        State.CREATED: Standing.PREPARING, State.TOKEN_OBTAINED: Standing.PREPARING, State.REDIRECTED: Standing.AT_BANK,
        State.CANCELLED: Standing.CANCELLED, State.FAILED: Standing.FAILED, State.REVERSED: Standing.GOES_BACK,
        State.EXPIRED_UNKNOWN: Standing.UNKNOWN, State.NEEDS_REVIEW: Standing.REVIEWED,
    }.get(state, Standing.CHECKING)  # fmt: skip


def my_payments(actor: Actor) -> QuerySet[Attempt]:
    """One's own attempts."""
    return Attempt.objects.filter(institution_id=actor.institution_id, person_id=actor.me)


BEING_PAID = Q(state__in=[State.VERIFYING, State.VERIFIED, State.SETTLED]) | Q(
    state=State.RETURNED, said="paid", left=""
)
"""An attempt whose outcome the bank is being asked for: its due is not paid again meanwhile."""


def being_paid(actor: Actor, due_ids: Collection[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """Which of these dues have a payment that is being confirmed, and which; and the same of payers who went to the
    bank and have not come back: they may have paid."""
    if not due_ids:
        return {}, {}
    away = Q(state=State.REDIRECTED, window_at__gt=timezone.now())
    rows = my_payments(actor).filter(BEING_PAID | away, due_id__in=due_ids).order_by("created_at")
    confirmed: dict[UUID, UUID] = {}
    at_bank: dict[UUID, UUID] = {}
    for due_id, attempt_id, state in rows.values_list("due_id", "id", "state"):
        if due_id:
            (at_bank if state == State.REDIRECTED else confirmed)[due_id] = attempt_id
    return confirmed, at_bank


COLUMNS = {
    "row": ("created_at",), "unit": ("subject__office__sort_key",), "subject": ("subject__sort_key",),
    "amount": ("amount",), "at": ("happened",), "tracking": ("order_no",), "reference": ("reference",),
}  # fmt: skip
"""What a history can be sorted by (D12); times and numbers last decide."""
NAMED = ("centre", "office", "subject", "reason")


def history(actor: Actor, *, text: str = "", sort: str = "row", falling: bool = True) -> QuerySet[Attempt]:
    """One's own attempts that came as far as a bank, with `happened` (when they were paid, else begun) and `reference`;
    those in whose names or numbers the text stands (D12)."""
    rows = my_payments(actor).exclude(state=State.CREATED).exclude(state=State.FAILED, token=None)
    rows = rows.annotate(
        happened=Coalesce("posted_at", "created_at"), number=Cast("order_no", CharField()),
        reference=Coalesce(NullIf("rrn", Value("")), "receipt_ref", Value("")),
    )  # fmt: skip
    for word in clean_display(text).split()[:5]:
        rows = rows.filter(_holds(word))
    keys = [F(name).desc() if falling else F(name).asc() for name in (*COLUMNS.get(sort, COLUMNS["row"]), "id")]
    return rows.order_by(*keys)


def _holds(word: str) -> Q:
    latin = digits.to_latin(word)
    found = Q(number__contains=latin) | Q(reference__icontains=latin)
    for name in NAMED:
        found |= Q(**{f"shown__{name}__icontains": word})
    bare = latin.replace(",", "").replace(money.THOUSANDS_FA, "")
    return found | Q(amount=int(bare)) if bare.isascii() and bare.isdecimal() and len(bare) < 16 else found


def may_pay() -> Exists:
    """Whether the institution of the person an outer query names has anything open to be paid for."""
    rows = Subject.objects.filter(
        institution_id=OuterRef("institution_id"), is_open=True, free=True, terminal__is_open=True
    )
    return Exists(rows.order_by())


def open_dues_of_person() -> Func:
    """How many dues of the person an outer query names are open, counted up to a hundred."""
    rows = Due.objects.filter(
        institution_id=OuterRef("institution_id"), enrolment__person_id=OuterRef("pk")
    ).order_by()
    owing = rows.values("id").annotate(owed=Sum("entries__amount")).filter(owed__gt=0)
    return Func(ArraySubquery(owing.values("id")[:100]), function="CARDINALITY", output_field=IntegerField())


def by_code(*, institution_id: UUID, order_no: int) -> Attempt | None:
    """A payment that stands in the ledger, for the public check of a receipt."""
    rows = Attempt.objects.filter(institution_id=institution_id, order_no=order_no, posted_at__isnull=False)
    return rows.select_related("terminal").first()
