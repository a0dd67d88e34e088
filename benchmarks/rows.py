"""Rows by the hundred thousand: copies of one real row, made inside the database."""

from uuid import UUID

from django.db import connection, models

COPY_ID = """
CREATE OR REPLACE FUNCTION copy_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(kind), 12, '0'))::uuid
$$
"""


def copy_id(kind: int, n: int) -> UUID:
    """The id of copy `n` of a kind of row; `copy_id(kind, n)` of the database is the same."""
    return UUID(f"{n:08x}-0000-7000-8000-{kind:012x}")


def prepare() -> None:
    """Make the database know `copy_id`."""
    execute(COPY_ID)


def execute(sql: str) -> int:
    """Run one statement as it is; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def copy(
    model: type[models.Model], where: str, numbers: str, *, beside: str = "", **changed: str
) -> int:  # fmt: skip
    """Copy the rows of `model` that `where` picks once for every `n` of `numbers` (a set-returning expression).

    `changed` names columns and the SQL that fills them, in which `o` is the original and `n` the number of the copy;
    every other column is copied. `beside` adds a join.
    """
    table = model._meta.db_table
    columns = [str(f.column) for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    assert set(changed) <= set(columns), f"{table} has no {set(changed) - set(columns)}"
    listed = ", ".join(f'"{c}"' for c in columns)
    filled = ", ".join(changed.get(c, f'o."{c}"') for c in columns)
    source = f"{numbers} AS n, {table} o {beside}"
    return execute(f"INSERT INTO {table} ({listed}) SELECT {filled} FROM {source} WHERE {where}")
