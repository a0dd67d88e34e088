"""Bringing the catalogue of a pack up to date. Every verb may be repeated and then changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model

from pishkhan.organisation.api import Origin
from pishkhan.plumbing import events
from pishkhan.servicedesk.events import ServiceRenamed
from pishkhan.servicedesk.models import RequestGroup, RequestType


def put_group(*, institution_id: UUID, key: str, **fields: Any) -> tuple[RequestGroup, bool]:
    found = RequestGroup.objects.filter(institution_id=institution_id, key=key).first()
    if found is None:
        return RequestGroup.objects.create(institution_id=institution_id, key=key, **fields), True
    return found, _bring(found, fields)


def put_type(*, institution_id: UUID, key: str, **fields: Any) -> tuple[RequestType, bool]:
    """What is filed already is found by a new name from then on."""
    found = RequestType.objects.filter(institution_id=institution_id, key=key).first()
    if found is None:
        return RequestType.objects.create(institution_id=institution_id, key=key, **fields), True
    before = found.name
    changed = _bring(found, fields)
    if found.name != before:
        events.announce(ServiceRenamed(institution_id=institution_id, type_id=found.id))
    return found, changed


def built_here(*, institution_id: UUID, keys: Collection[str]) -> set[str]:
    """Those of the keys whose types were built or changed in the console: no pack touches them."""
    rows = RequestType.objects.filter(institution_id=institution_id, key__in=keys, origin=Origin.CONSOLE)
    return set(rows.values_list("key", flat=True))


def close_other_types(*, institution_id: UUID, keys: Collection[str]) -> list[str]:
    """Close the types of the pack that are not named; running requests go on. The keys closed now."""
    rows = RequestType.objects.filter(institution_id=institution_id, is_open=True, origin=Origin.PACK)
    rows = rows.exclude(key__in=keys)
    closed = list(rows.order_by("key").values_list("key", flat=True))
    rows.update(is_open=False)
    return closed


def _bring(row: Model, fields: dict[str, Any]) -> bool:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
