"""The columns every root row has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from pishkhan.kernel.ids import new_id


class Root(models.Model):
    """A row with a time-ordered id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class SortedText(_Text):
    """A stored `kernel.text.sort_key`, compared byte by byte: the embedded database has no ICU."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
