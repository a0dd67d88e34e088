"""What may be paid for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pishkhan.payments.models import Subject


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
