"""How many random examples a test tries: 300 unless PISHKHAN_EXAMPLES says otherwise."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("PISHKHAN_EXAMPLES", "300"))
# Drawing a whole diagram is slow to hypothesis' taste, and examples are big: both are meant.
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
