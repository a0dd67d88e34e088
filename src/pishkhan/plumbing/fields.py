"""Model fields for sealed values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from pishkhan.plumbing import sealing

if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class SealedTextField(_Text):
    """Text that lies encrypted in its column. It cannot be filtered on: keep a blind index beside it."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return sealing.unseal(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return sealing.seal(str(value)) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Equality on a sealed column never matches; asking for it is a mistake worth stopping at once."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed: search its blind index")
        return super().get_lookup(lookup_name)


class SealedJSONField(SealedTextField):
    """A JSON value that lies encrypted in its column."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return json.loads(sealing.unseal(value)) if value else {}

    def get_prep_value(self, value: Any) -> Any:
        return sealing.seal(json.dumps(value, ensure_ascii=False, sort_keys=True)) if value else ""

    def to_python(self, value: Any) -> Any:
        return value
