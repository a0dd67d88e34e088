"""The columns every root row has."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from pishkhan.kernel.ids import new_id


class Root(models.Model):
    """A row with a time-ordered id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    id: UUID  # type: ignore[no-redef]


class SortedText(models.CharField):
    """A stored `kernel.text.sort_key`, compared byte by byte: the embedded database has no ICU."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
