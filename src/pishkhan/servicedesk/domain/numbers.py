"""Numbers that people read aloud: Jalali year, dash, six digits."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone

from pishkhan.kernel import jalali


def next_number(*, institution_id: UUID, series: str) -> str:
    """The next number of a series, like 1405-012847. Held by a row lock until the caller's transaction ends."""
    year = jalali.year(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO servicedesk_numberseries (institution_id, name, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (institution_id, name, year) DO UPDATE SET last = servicedesk_numberseries.last + 1"
            " RETURNING last",
            [institution_id, series, year],
        )
        (last,) = cursor.fetchone()
    return f"{year}-{last:06d}"
