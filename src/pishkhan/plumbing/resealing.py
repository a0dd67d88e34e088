"""Bringing sealed columns from older keys to the current one, a few hundred rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction

from pishkhan.plumbing import sealing
from pishkhan.plumbing.fields import SealedTextField

AT_ONCE = 500


_besides: dict[str, Callable[[], int]] = {}


def reseal_with(name: str, work: Callable[[], int]) -> None:
    """Have values that lie sealed inside something else brought along; `work` says how many it sealed anew. Called
    while starting."""
    _besides[name] = work


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every sealed column of every table."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def reseal_all() -> dict[str, int]:
    """How many values of each column were sealed anew. Raises KeyUnknown for one whose key is gone already."""
    columns = {f"{model._meta.label}.{field.name}": _column(model, field) for model, field in sealed_columns()}
    return columns | {name: work() for name, work in _besides.items()}


def _column(model: type[models.Model], field: SealedTextField) -> int:
    count = 0
    while changed := _some(model, field):
        count += changed
    return count


@transaction.atomic
def _some(model: type[models.Model], field: SealedTextField) -> int:
    """Rows are locked while their value is read and written, so nothing a person saves meanwhile is lost."""
    quote = connection.ops.quote_name
    names = (model._meta.db_table, model._meta.pk.get_attname_column()[1], field.get_attname_column()[1])
    table, row, column = (quote(str(name)) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {row}, {column} FROM {table}"  # noqa: S608 - names of our own models, no value
            f" WHERE {column} <> '' AND split_part({column}, ':', 1) <> %s LIMIT {AT_ONCE} FOR UPDATE",
            [sealing.current_key()],
        )
        found = cursor.fetchall()
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE {row} = %s",  # noqa: S608
            [(sealing.seal_bytes(sealing.open_bytes(sealed)), ident) for ident, sealed in found],
        )
    return len(found)
