"""Counting tries in a window of time, in the cache all processes share. Counted are blind indexes and addresses."""

from __future__ import annotations

from django.core.cache import cache

from pishkhan.kernel.errors import DomainError


def count(name: str, subject: str, *, most: int, seconds: int) -> None:
    """Count one more. Raises DomainError too_many (`minutes`) beyond `most` within so many seconds of the first."""
    key = f"tries.{name}.{subject}"
    if cache.add(key, 1, seconds):
        return
    try:
        had = cache.incr(key)
    except ValueError:  # it ended between the two
        cache.add(key, 1, seconds)
        return
    if had > most:
        raise DomainError("too_many", minutes=max(1, seconds // 60))
