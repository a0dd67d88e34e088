"""Reading institutions and units."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.cache import caches

from pishkhan.organisation.models import Domain, Institution, Unit
from pishkhan.plumbing.remembering import remembered


def institution_of_host(host: str) -> Institution | None:
    """The institution that answers to a host name (port and case do not matter)."""
    name = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
    key = f"host:{name}"
    found: Institution | None = caches["local"].get(key)
    if found is None:
        row = Domain.objects.select_related("institution").filter(host=name).first()
        found = row.institution if row else None
        if found:
            caches["local"].set(key, found, 60)
    return found


def host_of(institution_id: UUID) -> str:
    """The first host name of an institution: the one that is printed and sent."""
    first = Domain.objects.filter(institution_id=institution_id).order_by("id").values_list("host", flat=True)
    return remembered(f"host-of:{institution_id}", 60, first.first) or "localhost"


def institutions() -> list[Institution]:
    """All institutions, with their host names, for the chooser."""
    return list(Institution.objects.prefetch_related("domains").order_by("slug"))


def institution(institution_id: UUID) -> Institution:
    return Institution.objects.get(id=institution_id)


def units_by_id(ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Units by id; parents come along."""
    return {unit.id: unit for unit in Unit.objects.filter(id__in=set(ids)).select_related("parent")}


def units_by_key(institution_id: UUID) -> dict[str, Unit]:
    return {unit.key: unit for unit in Unit.objects.filter(institution_id=institution_id)}


def unit_of_kind(institution_id: UUID, below: UUID, kind: str) -> Unit | None:
    """The unit of a kind directly below another one (the culture deputy of a faculty, B20)."""
    return Unit.objects.filter(institution_id=institution_id, parent_id=below, kind=kind).order_by("key").first()


def faculties(institution_id: UUID) -> list[Unit]:
    return list(Unit.objects.filter(institution_id=institution_id, kind="faculty").order_by("sort_key", "id"))


def unit_ids(institution_id: UUID) -> dict[str, UUID]:
    """Unit ids by key, remembered for half a minute per process."""
    name = f"units:{institution_id}"
    found: dict[str, UUID] | None = caches["local"].get(name)
    if found is None:
        found = dict(Unit.objects.filter(institution_id=institution_id).values_list("key", "id"))
        caches["local"].set(name, found, 30)
    return found


def units_of(institution_id: UUID) -> dict[UUID, Unit]:
    """Every unit by id, in the order of their names, remembered for half a minute per process. For names and lists."""
    name = f"all-units:{institution_id}"
    found: dict[UUID, Unit] | None = caches["local"].get(name)
    if found is None:
        rows = Unit.objects.filter(institution_id=institution_id).order_by("sort_key", "id")
        found = {unit.id: unit for unit in rows}
        caches["local"].set(name, found, 30)
    return found
