"""What the dues of a list stand at: said by its entries alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from pishkhan.payments.domain.dues import IN_FLIGHT
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Attempt, Due, DueEntry

MARK = "list:"
"""An entry that a list made has for evidence this and the list's id."""
OF_LISTS = Q(kind=EntryKind.RECORDED) | (
    Q(kind__in=[EntryKind.CORRECTED, EntryKind.CANCELLED], evidence__startswith=MARK)
)
PAID = Q(kind__in=[EntryKind.PAID, EntryKind.REFUNDED])


@dataclass(slots=True)
class Known:
    """A due of the list. `charge`: rials its lists ask for, whatever people waived or corrected by hand; `free`: rials
    that may still be taken off, less what a bank is being asked about; `paid`: rials paid and not given back."""

    due: Due
    charge: int = 0
    owed: int = 0
    free: int = 0
    paid: int = 0

    @property
    def day(self) -> date | None:
        return self.due.due_date


def dues_of(institution_id: UUID, office_id: UUID, name: str) -> QuerySet[Due]:
    """Dues that lists of this name brought to this office."""
    return Due.objects.filter(institution_id=institution_id, office_id=office_id, list__name=name)


def source_of(office_id: UUID, name_digest: str, key: str) -> str:
    """The source reference of a row's due."""
    return f"list:{office_id.hex}:{name_digest}:{key}"


def key_of(due: Due) -> str:
    return due.source_ref.rpartition(":")[2]


def known(dues: Iterable[Due]) -> dict[str, Known]:
    """Key → what its due stands at, in two statements."""
    book = {due.pk: Known(due) for due in dues}
    for due_id, charge, owed, paid in _sums(book):
        found = book[due_id]
        found.charge, found.owed, found.free, found.paid = charge, owed, owed, -paid
    held = Attempt.objects.filter(due_id__in=book, state__in=IN_FLIGHT).order_by()
    for due_id, flying in held.values_list("due_id").annotate(Sum("amount")):
        book[due_id].free = max(book[due_id].owed - flying, 0)
    return {key_of(each.due): each for each in book.values()}


def _sums(ids: Collection[UUID]) -> QuerySet[DueEntry, tuple[UUID, int, int, int]]:
    rows = DueEntry.objects.filter(due_id__in=ids).order_by().values_list("due_id")
    return rows.annotate(
        charge=Coalesce(Sum("amount", filter=OF_LISTS), 0), owed=Sum("amount"),
        paid=Coalesce(Sum("amount", filter=PAID), 0),
    )  # fmt: skip
