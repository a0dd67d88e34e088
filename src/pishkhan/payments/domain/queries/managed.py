"""Dues, as those see them who may change them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from pishkhan.identity import api as identity
from pishkhan.kernel import national_id
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import Invalid
from pishkhan.payments.domain.access import LISTERS, keeps_accounts
from pishkhan.payments.enums import EntryKind
from pishkhan.payments.models import Due, DueEntry
from pishkhan.plumbing.actor import Actor

NEWEST = 50
"""Dues shown before anybody is searched for."""


def managed_dues(actor: Actor) -> QuerySet[Due]:
    """Dues of every office for those who keep the accounts, of the actor's own for its leads and managers."""
    rows = Due.objects.filter(institution_id=actor.institution_id)
    return rows if keeps_accounts(actor) else rows.filter(office_id__in=actor.units(LISTERS))


def with_sums(rows: QuerySet[Due]) -> QuerySet[Any]:
    """With `owed` and `recorded` rials, student, subject, list and plan."""
    recorded = Q(entries__kind=EntryKind.RECORDED)
    return (
        rows.select_related("enrolment__person", "subject__office", "list", "plan")
        .annotate(
            owed=Coalesce(Sum("entries__amount"), 0), recorded=Coalesce(Sum("entries__amount", filter=recorded), 0)
        )
        .defer("list__rows", "list__report")
    )


def newest(actor: Actor) -> QuerySet[Any]:
    """The newest dues the actor may change."""
    return with_sums(managed_dues(actor)).order_by("-created_at", "-id")[:NEWEST]


def found(actor: Actor, typed: str) -> list[identity.Enrolment]:
    """Enrolments with this student number or national code, as a list finds them; nobody by name, for a debt needs to
    be the right one's."""
    number = bare(typed).casefold()
    if not number:
        return []
    rows = list(identity.enrolments_by_numbers(actor.institution_id, {number}).get(number, []))
    try:
        code = national_id.parse_imported(typed).value
    except Invalid:
        return rows
    more = identity.enrolments_by_national_ids(actor.institution_id, {code}).get(code, [])
    return rows + [each for each in more if each.id not in {row.id for row in rows}]


def enrolled(actor: Actor, enrolment_id: UUID) -> identity.Enrolment | None:
    """A student of the actor's institution."""
    rows = identity.Enrolment.objects.filter(id=enrolment_id, person__institution_id=actor.institution_id)
    return rows.select_related("person", "faculty").first()


def dues_of_enrolment(actor: Actor, enrolment_id: UUID) -> QuerySet[Any]:
    """What a student owes or owed to the offices of the actor, newest first."""
    return with_sums(managed_dues(actor).filter(enrolment_id=enrolment_id)).order_by("-created_at", "-id")


def entries_of(due_ids: Sequence[UUID]) -> dict[UUID, list[DueEntry]]:
    """Every entry, oldest first, by due. The caller has decided who may see the dues."""
    made: dict[UUID, list[DueEntry]] = {due_id: [] for due_id in due_ids}
    for entry in DueEntry.objects.filter(due_id__in=due_ids).select_related("attempt").order_by("id"):
        made[entry.due_id].append(entry)
    return made


def enrolments(ids: Collection[str]) -> QuerySet[identity.Enrolment]:
    """By id, with their people. The caller has decided who may see them."""
    return identity.Enrolment.objects.filter(id__in=ids).select_related("person")
