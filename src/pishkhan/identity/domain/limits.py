"""Limits that a visitor is told of: so many of a thing, then a pause."""

from __future__ import annotations

from math import ceil

from django.utils import timezone

from pishkhan.identity.domain import tries
from pishkhan.identity.domain.tries import Limit
from pishkhan.kernel.errors import DomainError

DAY, HOUR = 86_400, 3_600
"""Seconds."""


def count(*limits: Limit) -> None:
    """Count one more against each; none when one is used up. Raises DomainError too_many (`minutes`)."""
    if again := tries.take(limits):
        left = (again - timezone.now()).total_seconds()
        raise DomainError("too_many", minutes=max(1, ceil(left / 60)))
