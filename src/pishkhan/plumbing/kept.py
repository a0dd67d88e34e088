"""Querysets whose SQL is kept: Django compiles a query anew each time it runs, which on a busy page costs more than
what PostgreSQL does with it.

    @kept
    def _of_desk(tab: str, /, *, office: UUID) -> QuerySet[Task]:
        return Task.objects.filter(status="ready", office_id=office)

    tasks = _of_desk("all", office=unit.id)

What stands before the `/` gives the query its shape; what comes after is only compared with columns. The function runs
once per shape and language, with marks in place of its values. Constants are written into the text, so that partial
indexes match; values are bound by the server, which keeps the plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from itertools import count
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils.translation import get_language

from pishkhan.plumbing import rows

M = TypeVar("M")
Text = tuple[str, Sequence[Any]]
SHAPES = 1000
"""Most shapes of one query; beyond them the oldest goes."""
MARK = "mark-of-a-value-"
_numbers = count(1_700_000_001)
_days = count(1)


def kept(build: Callable[..., QuerySet[Any, M] | Text]) -> Callable[..., list[M]]:
    """Run a query by the SQL of its shape. Values are UUID, str, int, date, datetime, or lists of these. A function
    may return a text with its parameters instead of a queryset; then rows come as tuples.

    Raises TypeError, when a shape is first compiled, for a value the query changes before it compares or never uses.
    """
    find = _finder(build)

    @wraps(build)
    def run(*shape: Hashable, **values: Any) -> list[M]:
        found, given = find(shape, values)
        return found.run(given) if found else []

    return run


def kept_part(build: Callable[..., Text]) -> Callable[..., tuple[str, list[Any]]]:
    """A part of a statement that is joined of several, kept by its shape like a query: its text and its parameters."""
    find = _finder(build)

    @wraps(build)
    def part(*shape: Hashable, **values: Any) -> tuple[str, list[Any]]:
        found, given = find(shape, values)
        return (found.text, found.params(given)) if found else ("", [])

    return part


def _finder(build: Callable[..., Any]) -> _Find:
    shapes: dict[Hashable, _Kept | None] = {}
    writing = Lock()

    def find(shape: tuple[Hashable, ...], values: dict[str, Any]) -> tuple[_Kept | None, list[Any]]:
        flat = _flat(values)
        kinds = tuple((name, type(value), place) for name, place, value in flat)
        key = (shape, kinds, tuple(values), get_language())
        try:
            found = shapes[key]
        except KeyError:
            found = _compiled(build, shape, values)
            with writing:
                while len(shapes) >= SHAPES:
                    del shapes[next(iter(shapes))]
                shapes[key] = found
        return found, [value for _, _, value in flat]

    return find


_Find = Callable[[tuple[Hashable, ...], dict[str, Any]], "tuple[_Kept | None, list[Any]]"]


class _Kept:
    """One shape. `places` says which value each placeholder of the text takes."""

    def __init__(self, queryset: QuerySet[Any] | None, compiler: Any, text: str, places: list[int]) -> None:
        self.queryset, self.compiler, self.text, self.places = queryset, compiler, text, places

    def params(self, values: list[Any]) -> list[Any]:
        return [values[place] for place in self.places]

    def run(self, values: list[Any]) -> list[Any]:
        given = self.params(values)
        if self.queryset is None:
            return list(rows.run(self.text, given).fetchall())
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_, **__: [rows.run(self.text, given).fetchall()]
        query = _Instead(self.queryset.query, get_compiler=lambda *_, **__: compiler)
        read: Any = self.queryset._iterable_class
        return list(read(_Instead(self.queryset, query=query)))


class _Instead:
    """An object with some of its attributes replaced."""

    def __init__(self, of: Any, **replaced: Any) -> None:
        self.__dict__.update(replaced, _of=of)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


def _flat(values: dict[str, Any]) -> list[tuple[str, int, Any]]:
    return [
        (name, place, each)
        for name, value in values.items()
        for place, each in enumerate(value if isinstance(value, list) else [value])
    ]


def _compiled(build: Callable[..., Any], shape: tuple[Hashable, ...], values: dict[str, Any]) -> _Kept | None:
    marks = {
        name: [_mark(each) for each in value] if isinstance(value, list) else _mark(value)
        for name, value in values.items()
    }
    built = build(*shape, **marks)
    queryset = built if isinstance(built, QuerySet) else None
    if getattr(queryset, "_prefetch_related_lookups", None):
        raise TypeError("prefetch_related is not kept: ask for the rows apart")
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS) if queryset is not None else None
    try:
        text, params = compiler.as_sql() if compiler else built
    except EmptyResultSet:
        return None
    order = [mark for _, _, mark in _flat(marks)]
    written, places = _with_constants(text, params, order)
    if unused := [name for place, (name, _, _) in enumerate(_flat(marks)) if place not in places]:
        raise TypeError(f"{build.__qualname__} does not compare {', '.join(unused)} as given")
    return _Kept(queryset, compiler, written, places)


def _with_constants(text: str, params: Any, marks: list[Any]) -> tuple[str, list[int]]:
    """The text with its constants written out, and which mark each placeholder left in it stands for."""
    line = connections[DEFAULT_DB_ALIAS]
    line.ensure_connection()
    writer = psycopg.ClientCursor(line.connection)
    given, places = iter(params), []

    def write(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        value = next(given)
        if value in marks:
            places.append(marks.index(value))
            return "%s"
        if isinstance(value, date):
            raise TypeError("a moment would be kept with the query: give it as a value")
        if MARK in repr(value) or any(repr(mark) in repr(value) for mark in marks):
            raise TypeError("a value is changed before it is compared")
        return writer.mogrify("%s", [value]).replace("%", "%%")

    return re.sub(r"%%|%s", write, text), places


def _mark(value: Any) -> Any:
    """A value of the same type that nothing else in a query has."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return f"{MARK}{uuid4().hex}"
    if isinstance(value, datetime):
        return datetime(1901, 1, 1, tzinfo=UTC) + timedelta(microseconds=next(_numbers))
    if isinstance(value, date):
        return date(1801, 1, 1) + timedelta(days=next(_days))
    if isinstance(value, int) and not isinstance(value, bool):
        return next(_numbers)
    raise TypeError(f"{type(value).__name__} shapes a query: give it before the others")
