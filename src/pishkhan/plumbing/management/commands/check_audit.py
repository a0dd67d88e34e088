"""`pishkhan check-audit`: read the whole history once and tell whether anybody changed it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from itertools import groupby
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pishkhan.plumbing import audit
from pishkhan.plumbing.models import AuditEntry, AuditRoot

AT_ONCE = 2_000
"""Lines held in memory; so many as the database hands over at a time."""


class Command(BaseCommand):
    help = "Check every chain of the audit and every sealed root. Ends with an error at the first broken place."

    def handle(self, *args: Any, **options: Any) -> None:
        # Inside a transaction the database keeps its place in the table; outside it would copy the table first.
        with transaction.atomic():
            streams = _check_streams()
        with transaction.atomic():
            roots = _check_roots()
        self.stdout.write(f"The audit holds: {streams} streams, {roots} roots.")


def _check_streams() -> int:
    """How many streams there are. Raises CommandError at the first line that does not fit its chain."""
    count = 0
    rows = AuditEntry.objects.order_by("stream", "seq").iterator(chunk_size=AT_ONCE)
    with closing(cast("Generator[AuditEntry, None, None]", rows)) as lines:
        for stream, entries in groupby(lines, key=lambda entry: entry.stream):
            if (seq := audit.broken_at(entries)) is not None:
                raise CommandError(f"BROKEN: stream {stream}, line {seq} is not as it was written.")
            count += 1
    return count


def _check_roots() -> int:
    """How many roots there are. Raises CommandError at the first that is forged, or misses a line or a root."""
    count, previous = 0, ""
    rows = AuditRoot.objects.order_by("id").iterator(chunk_size=100)
    with closing(cast("Generator[AuditRoot, None, None]", rows)) as roots:
        for root in roots:
            name = f"root {root.pk} of {root.at:%Y-%m-%d %H:%M}"
            if root.previous != previous:
                raise CommandError(f"BROKEN: {name} does not follow the one before.")
            if not audit.root_holds(root):
                raise CommandError(f"BROKEN: {name} was changed, or a line it sealed is gone.")
            count, previous = count + 1, root.mac
    return count
