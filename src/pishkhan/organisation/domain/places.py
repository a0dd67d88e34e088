"""Setting an institution up, from a pack. Every verb may be repeated and then changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from pishkhan.kernel.text import sort_key
from pishkhan.organisation.models import Domain, Holiday, Institution, Unit, WorkHours


def put_institution(*, slug: str, **fields: Any) -> tuple[Institution, bool]:
    """Create or bring up to date; the flag says whether anything changed."""
    found = Institution.objects.filter(slug=slug).first()
    if found is None:
        return Institution.objects.create(slug=slug, **fields), True
    return found, _bring(found, fields)


def put_domain(*, institution: Institution, host: str) -> bool:
    """Bind a host name. A name bound to another institution is refused with ValueError."""
    row, created = Domain.objects.get_or_create(host=host.lower(), defaults={"institution": institution})
    if row.institution_id != institution.id:
        raise ValueError(f"{host} belongs to {row.institution}")
    return created


def put_unit(
    *, institution: Institution, key: str, kind: str, name: Mapping[str, str], parent_id: UUID | None
) -> tuple[Unit, bool]:
    fields = {"kind": kind, "name": dict(name), "parent_id": parent_id, "sort_key": sort_key(name["fa"])}
    found = Unit.objects.filter(institution=institution, key=key).first()
    if found is None:
        return Unit.objects.create(institution=institution, key=key, **fields), True
    return found, _bring(found, fields)


def set_work_hours(
    *, institution: Institution, hours: Iterable[tuple[int, time, time, date, date | None]]
) -> bool:
    """Make these (weekday, opens, closes, since, until) the institution's only hours; whether anything changed."""
    columns = ("weekday", "opens", "closes", "since", "until")
    wanted = set(hours)
    there = set(WorkHours.objects.filter(institution=institution).values_list(*columns))
    if there == wanted:
        return False
    WorkHours.objects.filter(institution=institution).delete()
    rows = (dict(zip(columns, row, strict=True)) for row in sorted(wanted, key=str))
    WorkHours.objects.bulk_create(WorkHours(institution=institution, **row) for row in rows)
    return True


def put_holiday(
    *, institution: Institution, day: date, name: Mapping[str, str], confirmed: bool, closes: time | None = None
) -> bool:
    fields = {"name": dict(name), "confirmed": confirmed, "closes": closes}
    row, created = Holiday.objects.get_or_create(institution=institution, day=day, defaults=fields)
    return created or _bring(row, fields)


def _bring(row: Institution | Unit | Holiday, fields: Mapping[str, Any]) -> bool:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
