"""Doing a thing once, however often the button is pressed."""

from __future__ import annotations

from uuid import UUID

from pishkhan.plumbing.rows import Statement

_CLAIM = Statement(
    "INSERT INTO plumbing_idempotencykey (person_id, key, verb, at) VALUES (%(person)s, %(key)s, %(verb)s, now())"
    " ON CONFLICT DO NOTHING"
)


def first_time(*, person_id: UUID, key: str, verb: str) -> bool:
    """Claim a key inside the caller's transaction. False: the same person already did this verb with this key.

    A competitor holding the key uncommitted makes us wait for its outcome; if it rolls back, we are first.
    An empty key is always first: machines that repeat themselves must bring one.
    """
    if not key:
        return True
    return bool(_CLAIM.touched(person=person_id, key=key[:64], verb=verb))
