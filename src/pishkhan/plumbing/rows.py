"""Statements written once: for the few places that run all day and cost more to compile than to answer.

Django makes the SQL of a query anew each time it runs. Here it is made once per process, from the model; values are
bound by the server, which keeps the plan as well. Hooks, the query log and transactions are Django's as always.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

M = TypeVar("M", bound=models.Model)
Params = Sequence[Any] | Mapping[str, Any]
AS_THEY_ARE = (models.UUIDField, models.ForeignKey, models.DateTimeField, models.BooleanField)
"""Fields whose values the driver takes as the instance holds them."""


class Statement:
    """One SQL text. Values are given by name, `%(name)s`."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())

    def row(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found: tuple[Any, ...] | None = run(self.text, values).fetchone()
        return found

    def touched(self, **values: Any) -> int:
        """Run a statement that writes; how many rows it touched."""
        return int(run(self.text, values).rowcount)


def columns(model: type[models.Model], alias: str) -> str:
    """Every column of a model, in the order `made` wants them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def made(model: type[M], row: Sequence[Any]) -> M:
    """The instance a row of `columns(model, …)` stands for."""
    names, readers = _shape(model)
    values = list(row)
    for place, read in readers:
        values[place] = read(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one statement. Keys the database makes are not read back."""
    if not rows:
        return
    model = type(rows[0])
    writers = [_writer(model, field.name) for field in _written(model)]
    for row in rows:
        for name in _stamped(model):
            _field(model, name).pre_save(row, add=True)
    values = [write(row) for row in rows for write in writers]
    run(_insert_sql(model, len(rows)), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def values(row: models.Model) -> dict[str, Any]:
    """The columns of a new row by name, as a `Statement` takes them."""
    return {field.attname: _writer(type(row), field.name)(row) for field in _written(type(row))}


def update(row: models.Model, *names: str, **still: Any) -> int:
    """Write the named fields of a row, if the columns of `still` hold what they are said to. How many rows it was:
    0 or 1."""
    model = type(row)
    values = [*(_writer(model, name)(row) for name in names), row.pk, *still.values()]
    return int(run(_update_sql(model, names, tuple(still)), values).rowcount)


@lru_cache(maxsize=64)
def _shape(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    fields = model._meta.concrete_fields
    readers = [
        (place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    ]  # fmt: skip
    return [field.attname for field in fields], readers


@lru_cache(maxsize=64)
def _written(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


@lru_cache(maxsize=64)
def _stamped(model: type[models.Model]) -> tuple[str, ...]:
    """Fields that take the time of writing."""
    return tuple(f.name for f in _written(model) if getattr(f, "auto_now_add", False) or getattr(f, "auto_now", False))


@lru_cache(maxsize=512)
def _writer(model: type[models.Model], name: str) -> Callable[[models.Model], Any]:
    """What reads a field's value off an instance as the driver wants it."""
    field = _field(model, name)
    as_it_is = attrgetter(field.attname)
    if isinstance(field, AS_THEY_ARE):
        return as_it_is
    return lambda row: field.get_db_prep_save(as_it_is(row), connection)


@lru_cache(maxsize=512)
def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


@lru_cache(maxsize=256)
def _insert_sql(model: type[models.Model], count: int) -> str:
    fields = _written(model)
    named = ", ".join(f'"{field.column}"' for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    return f'INSERT INTO "{model._meta.db_table}" ({named}) VALUES {", ".join([one] * count)}'  # noqa: S608


@lru_cache(maxsize=256)
def _update_sql(model: type[models.Model], names: tuple[str, ...], still: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{_field(model, name).column}" = %s' for name in names)
    where = " AND ".join(f'"{_field(model, name).column}" = %s' for name in (model._meta.pk.name, *still))
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {where}'  # noqa: S608 - made of our own names


def run(text: str, values: Params) -> Any:
    """The cursor that ran the statement, its answer unread: read it before the next one is run."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    line = here.connection
    cursor: Any = getattr(here, "kept_cursor", None)
    if cursor is None or cursor.connection is not line:
        cursor = here.kept_cursor = psycopg.Cursor(line)
    if here.queries_logged:
        cursor = psycopg.ClientCursor(line)  # the log wants the text with its values
        here.make_debug_cursor(cursor).execute(text, values)
    elif here.execute_wrappers:
        here.make_cursor(cursor).execute(text, values)
    else:
        here.validate_no_broken_transaction()
        with here.wrap_database_errors:
            cursor.execute(text, values)
    return cursor
