"""Every provider of the table, and how the tests build an account of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notifications.providers.account import Harness
from tests.notifications.providers.accounts import demo, ippanel, kavenegar, magfa, smsir, smtp

HARNESSES: dict[str, Harness] = {
    "demo": demo.HARNESS,
    "kavenegar": kavenegar.HARNESS,
    "ippanel": ippanel.HARNESS,
    "smsir": smsir.HARNESS,
    "magfa": magfa.HARNESS,
    "smtp": smtp.HARNESS,
}
"""By the provider's key. One row each."""

_KINDS = [(name, kind) for name, harness in HARNESSES.items() for kind in harness.kinds]
_TEMPLATES = [(name, kind) for name, kind in _KINDS if HARNESSES[name].kinds[kind].template]


def _over(pairs: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("name", "kind"), pairs, ids=[f"{name}-{kind}" for name, kind in pairs])


every_kind = _over(_KINDS)
every_template = _over(_TEMPLATES)
every_provider = pytest.mark.parametrize("name", sorted(HARNESSES))


def needs(account: Any, *able: str) -> None:
    """Skip what the provider declares that it lacks, and nothing else."""
    if lacking := set(able) & account.harness.lacks:
        pytest.skip(f"{account.name} declares: no {', '.join(sorted(lacking))}")
