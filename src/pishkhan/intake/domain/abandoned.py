"""Uploads that were never filed: kept for a while, then forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from pishkhan.intake.models import Draft, Submission
from pishkhan.plumbing import files


def forget_abandoned(*, most: int = 100) -> int:
    """Delete uploads older than ABANDONED_UPLOAD_DAYS that nothing was filed with, so many at a time; the number.

    A file stays while any row points to it, while any answers filed by its owner name it, and while a draft does that
    was saved since. Older drafts lose their files and keep their words.
    """
    before = timezone.now() - timedelta(days=settings.ABANDONED_UPLOAD_DAYS)
    count, after = 0, None
    while batch := files.unused(before=before, after=after, most=most):
        named = _named_by({stored.owner_id for stored in batch if stored.owner_id}, since=before)
        count += sum(files.forget(stored) for stored in batch if str(stored.id) not in named)
        after = batch[-1].id
    return count


def _named_by(owners: set[UUID], *, since: datetime) -> set[str]:
    """Every text in what these people filed, and in their drafts saved since: the ids of files are among them."""
    filed = Submission.objects.filter(person_id__in=owners).order_by("id")
    drafts = Draft.objects.filter(person_id__in=owners, saved_at__gte=since).order_by("id")
    found: set[str] = set()
    for submission in filed.iterator(chunk_size=100):
        found.update(_texts([submission.answers, submission.sealed]))
    for draft in drafts.iterator(chunk_size=100):
        found.update(_texts([draft.raw, draft.sealed]))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)
