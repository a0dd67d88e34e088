"""What may be paid for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pishkhan.payments.models import Due, Subject


def open_subjects(institution_id: UUID) -> QuerySet[Subject]:
    """Subjects that can be paid now: open, with an open terminal; centre and office come along (D6)."""
    rows = Subject.objects.filter(institution_id=institution_id, is_open=True, terminal__is_open=True)
    return rows.select_related("centre", "office", "terminal")


def titles_of_subjects(ids: Collection[UUID | str]) -> dict[UUID, Any]:
    """What subjects are called, by id. The caller has decided who may see them."""
    return dict(Subject.objects.filter(id__in=ids).order_by("id").values_list("id", "title"))


def subject_of_office(institution_id: UUID, office_id: UUID) -> Subject | None:
    """For what a due of an office is paid when nobody said: the office's first open subject."""
    rows = Subject.objects.filter(institution_id=institution_id, office_id=office_id, is_open=True)
    return rows.order_by("key").first()


def paid_for(institution_id: UUID, dues: Sequence[Due]) -> Mapping[UUID, Subject | None]:
    """Due id → the subject it is paid for: its own, and where it has none or a closed one the first that can be paid at
    its office, else nothing but its own. One statement at most; the dues bring their subjects along."""
    adrift = {due.office_id for due in dues if due.subject is None or not due.subject.is_open}
    rows = open_subjects(institution_id).filter(office_id__in=adrift).order_by("-key") if adrift else ()
    first = {row.office_id: row for row in rows}
    return {
        due.id: due.subject if due.subject is not None and due.subject.is_open
        else first.get(due.office_id, due.subject)
        for due in dues
    }  # fmt: skip
