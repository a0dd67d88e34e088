"""Terminals and subjects as a pack has them. What an administrator decided since is not overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pishkhan.kernel.text import sort_key
from pishkhan.payments.models import Subject, SubjectShare, Terminal


def put_terminal(
    *, institution_id: UUID, key: str, name: Mapping[str, str], gateway: str, settings: Mapping[str, str]
) -> tuple[Terminal, bool]:
    """A terminal there is stays as it is. A new one without settings is closed until somebody fills them in."""
    found, created = Terminal.objects.get_or_create(
        institution_id=institution_id, key=key,
        defaults={"name": dict(name), "gateway": gateway, "settings": dict(settings), "is_open": bool(settings)},
    )  # fmt: skip
    return found, created


def put_subject(
    *, institution_id: UUID, key: str, fields: Mapping[str, Any], shares: Sequence[Mapping[str, Any]]
) -> tuple[Subject, bool]:
    """A subject there is stays as it is, but for its title."""
    name = sort_key(fields["title"].get("fa", ""))
    found, created = Subject.objects.get_or_create(
        institution_id=institution_id, key=key, defaults={**fields, "sort_key": name}
    )
    if created:
        SubjectShare.objects.bulk_create(
            SubjectShare(subject=found, position=place, **row) for place, row in enumerate(shares, 1)
        )
    elif found.title != fields["title"]:
        found.title, found.sort_key = fields["title"], name
        found.save(update_fields=["title", "sort_key"])
        return found, True
    return found, created
