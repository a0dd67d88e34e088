"""The lists an institution's forms choose from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pishkhan.intake.models import FormVersion


def lists_of(institution_id: UUID) -> dict[str, dict[str, dict[str, str]]]:
    """List → value → name by language, as the newest version of every form has them."""
    rows = FormVersion.objects.filter(institution_id=institution_id).order_by("key", "-number").distinct("key")
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        for name, options in row.options.items():
            found.setdefault(name, {}).update({each["value"]: _names(each) for each in options})
    return found


def _names(option: dict[str, Any]) -> dict[str, str]:
    english = option.get("properties", {}).get("label.en", "")
    return {"fa": option["label"], **({"en": english} if english else {})}
