"""Enrolments that a list means, by the numbers in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from pishkhan.identity.enums import IdentifierKind, Stage
from pishkhan.identity.models import Enrolment, Identifier
from pishkhan.plumbing.sealing import blind_index

LOST = 3
"""Zeros at the beginning of a student number that a spreadsheet may have dropped."""


def _known(institution_id: UUID) -> QuerySet[Enrolment]:
    """Without those who registered by themselves and nobody approved: their numbers are claims."""
    claimed = Q(person__applicant__isnull=False) & ~Q(person__applicant__stage=Stage.APPROVED)
    return Enrolment.objects.filter(person__institution_id=institution_id).exclude(claimed).order_by("id")


def by_numbers(institution_id: UUID, numbers: Collection[str]) -> dict[str, list[Enrolment]]:
    """Student number → the enrolments that have it. A number that is nobody's as it stands, and somebody's with up to
    LOST zeros before it, is found under that one."""
    wanted = {zeros * "0" + number for number in numbers for zeros in range(LOST + 1)}
    found: dict[str, list[Enrolment]] = defaultdict(list)
    for row in _known(institution_id).filter(student_number__in=wanted):
        found[row.student_number].append(row)
    return found


def by_national_ids(institution_id: UUID, codes: Collection[str]) -> dict[str, list[Enrolment]]:
    """National code → all enrolments of its person."""
    kind = IdentifierKind.NATIONAL_ID
    indexes = {blind_index(kind, code): code for code in codes}
    held = Identifier.objects.filter(institution_id=institution_id, kind=kind, index__in=indexes)
    people = {person_id: indexes[index] for person_id, index in held.values_list("person_id", "index")}
    found: dict[str, list[Enrolment]] = defaultdict(list)
    for row in _known(institution_id).filter(person_id__in=people):
        found[people[row.person_id]].append(row)
    return found
