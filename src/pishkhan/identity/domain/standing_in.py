"""Whose desks somebody works at while colleagues are away: chains of deputies, followed in one statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, Func, JSONField, Value
from django.db.models.functions import Cast

from pishkhan.plumbing.actor import Membership, Role
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement

DEEPEST = 5
"""Links of the longest chain of deputies."""
LENT = (Role.EXPERT, Role.LEAD, Role.DEPUTY, Role.MANAGER)
"""Seats somebody may stand in at; administrators' and accountants' never."""
PRIVATE_FOR = 60
"""Seconds for which it is remembered which offices keep their notes to themselves."""

_NAMED = """EXISTS (SELECT 1 FROM identity_membership n WHERE n.person_id = a.made_by AND n.role = 'administrator'
        AND n.since <= a.created_at::date AND (n.until IS NULL OR n.until >= a.created_at::date))"""
"""Whether an administrator entered an absence: only then a deputy's own desk is passed on (B20)."""
_CHAIN = f"""
    who(id, today) AS (SELECT %(expressions)s),
    chain(absent, unit_id, named, depth, path) AS (
        SELECT a.person_id, a.unit_id, {_NAMED}, 1, ARRAY[w.id, a.person_id]
        FROM who w JOIN identity_absence a ON a.deputy_id = w.id AND a.ended_at IS NULL
        WHERE w.today BETWEEN a.since AND a.until
        UNION ALL
        SELECT a.person_id, COALESCE(c.unit_id, a.unit_id), c.named AND {_NAMED}, c.depth + 1, c.path || a.person_id
        FROM chain c CROSS JOIN who w
        JOIN identity_absence a ON a.deputy_id = c.absent AND a.ended_at IS NULL
        JOIN identity_person p ON p.id = c.absent AND p.is_active
        WHERE w.today BETWEEN a.since AND a.until AND a.person_id <> ALL(c.path) AND c.depth < {DEEPEST}
        AND (c.unit_id IS NULL OR a.unit_id IS NULL OR c.unit_id = a.unit_id)
    )"""  # noqa: S608 - our own words
_SEATS = f"""
    SELECT jsonb_build_array(m.unit_id, m.role, c.absent, p.full_name, p.full_name_en)
    FROM chain c CROSS JOIN who w JOIN identity_person p ON p.id = c.absent AND p.is_active
    JOIN identity_membership m ON m.person_id = c.absent AND m.since <= w.today
    AND (m.until IS NULL OR m.until >= w.today) AND (c.unit_id IS NULL OR m.unit_id = c.unit_id)
    WHERE m.role IN ({", ".join(f"'{role}'" for role in LENT)}) AND (m.role <> 'deputy' OR c.named)
    ORDER BY c.depth, m.id"""  # noqa: S608


class _Lent(Func):
    """Seats of absent colleagues as [unit, role, whose, name, English name], the nearest of a chain first."""

    template = f"ARRAY(WITH RECURSIVE {_CHAIN} {_SEATS})"
    output_field = ArrayField(JSONField())


_FORWARD = Statement(f"""
    WITH RECURSIVE chain(person_id, depth, path) AS (
        SELECT a.deputy_id, 1, ARRAY[a.person_id, a.deputy_id] FROM identity_absence a
        WHERE a.person_id = ANY(%(people)s::uuid[]) AND a.ended_at IS NULL AND a.deputy_id IS NOT NULL
        AND %(today)s::date BETWEEN a.since AND a.until AND (a.unit_id IS NULL OR a.unit_id = %(unit)s::uuid)
        UNION ALL
        SELECT a.deputy_id, c.depth + 1, c.path || a.deputy_id
        FROM chain c JOIN identity_absence a ON a.person_id = c.person_id AND a.ended_at IS NULL
        AND a.deputy_id IS NOT NULL JOIN identity_person p ON p.id = c.person_id AND p.is_active
        WHERE %(today)s::date BETWEEN a.since AND a.until AND a.deputy_id <> ALL(c.path) AND c.depth < {DEEPEST}
        AND (a.unit_id IS NULL OR a.unit_id = %(unit)s::uuid)
    )
    SELECT array_agg(DISTINCT c.person_id) FROM chain c
    JOIN identity_person p ON p.id = c.person_id AND p.is_active
""")  # noqa: S608 - our own words


def lent_to(person: F, today: date) -> Func:
    """The seats an outer query's person sits at today for absent colleagues, for use inside its statement."""
    return _Lent(person, Cast(Value(today), DateField()))


def deputies_of(people: Collection[UUID], unit_id: UUID, today: date) -> list[UUID]:
    """Who stands in today for any of some people in an office, along all their chains."""
    found = _FORWARD.row(people=list(people), unit=unit_id, today=today) if people else None
    return list(found[0] or []) if found else []


def _nowhere(institution_id: UUID) -> Collection[UUID]:
    return ()


_private: Callable[[UUID], Collection[UUID]] = _nowhere


def private_offices_come_from(source: Callable[[UUID], Collection[UUID]]) -> None:
    """Register who knows which offices of an institution keep their notes to themselves (B22)."""
    global _private
    _private = source


def private_offices(institution_id: UUID) -> frozenset[UUID]:
    found = remembered(f"private-offices:{institution_id}", PRIVATE_FOR, lambda: (frozenset(_private(institution_id)),))
    return found[0] if found else frozenset()


def seats(institution_id: UUID, own: Sequence[Membership], lent: Sequence[Sequence[str]]) -> tuple[Membership, ...]:
    """One's own seats and then those of absent colleagues. At an office that keeps its notes to itself only its own
    people stand in (B22)."""
    mine = {held.unit_id for held in own}
    others = [Membership(UUID(str(row[0])), Role(row[1]), UUID(str(row[2]))) for row in lent]
    if any(held.unit_id not in mine for held in others):
        closed = private_offices(institution_id)
        others = [held for held in others if held.unit_id in mine or held.unit_id not in closed]
    return (*own, *others)
