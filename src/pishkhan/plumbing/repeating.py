"""Writes of machines that repeat themselves: the same key and the same words get the same answer, and nothing is done
again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.models import KeptAnswer
from pishkhan.plumbing.rows import Statement

Answer = tuple[int, Any]
"""A status and a body for JSON."""
_CLAIM = Statement("""
    INSERT INTO plumbing_keptanswer (institution_id, holder_id, key, fingerprint, body, at)
    VALUES (%(institution)s, %(holder)s, %(key)s, %(fingerprint)s, '{}', now()) ON CONFLICT DO NOTHING
""")


@transaction.atomic
def once(*, institution_id: UUID, holder_id: UUID, key: str, fingerprint: str, do: Callable[[], Answer]) -> Answer:
    """Do it, unless this holder did it with this key: then what it answered. What is refused keeps nothing, so that
    it may be tried again. Somebody who sends the same at the same moment waits for the outcome.

    Raises DomainError("repeat_key_reused") when the key was used for something else.
    """
    fresh = _CLAIM.touched(institution=institution_id, holder=holder_id, key=key, fingerprint=fingerprint)
    row = KeptAnswer.objects.get(holder_id=holder_id, key=key)
    if not fresh:
        if row.fingerprint != fingerprint:
            raise DomainError("repeat_key_reused")
        return row.status or 200, row.body
    row.status, row.body = do()
    row.save(update_fields=["status", "body"])
    return row.status, row.body
