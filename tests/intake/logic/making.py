"""Small schemas for tests of forms."""

from __future__ import annotations

import datetime
from typing import Any

from pishkhan.intake import logic

TODAY = datetime.date(2026, 11, 23)
"""1405/09/02"""


def component(kind: str, key: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    """A component; `validate`, `values` and other own keys as they are, the rest goes to properties."""
    own: dict[str, Any] = {name: more.pop(name) for name in ("values", "label", "description") if name in more}
    validate = {**more.pop("validate", {}), **({"required": True} if required else {})}
    return {
        "type": kind,
        "key": key,
        "label": key,
        **own,
        "validate": validate,
        "properties": {"label.en": key.title(), **more},
    }


def choices(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": f"«{value}»", "properties": {"label.en": value.title()}} for value in values]


def schema(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "schemaVersion": 18, "id": "trial", "components": list(components)}


def form(*components: dict[str, Any], options: dict[str, Any] | None = None) -> logic.Form:
    return logic.parse_form(schema(*components), options or {})


def clean(made: logic.Form, raw: dict[str, Any] | None = None, **more: Any) -> logic.Cleaned:
    """Clean with one text or a list per key."""
    posted = {key: [value] if isinstance(value, str) else value for key, value in (raw or {}).items()}
    return logic.clean(made, posted, **{"record": {}, "files": {}, "today": TODAY, **more})


def codes(cleaned: logic.Cleaned) -> dict[str, str]:
    return {error.key: error.code for error in cleaned.errors}
