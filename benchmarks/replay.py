"""The SQL of one piece of Python, caught on its way to the server and made into a pgbench script."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psycopg
from django.db import connection

PER_COPY = r"\set n :n + 1"
IDS = re.compile(r"'\{([0-9a-f,-]+)\}'::uuid\[\]")
"""How the driver writes a list of ids."""


@contextlib.contextmanager
def caught() -> Iterator[list[str]]:
    """Every statement run inside, with its parameters in place. BEGIN and COMMIT do not pass here."""
    statements: list[str] = []

    def catch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        assert not many, "executemany has no single statement"
        cursor = psycopg.ClientCursor(context["connection"].connection)
        statements.append(cursor.mogrify(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(catch):
        yield statements


def script(statements: list[str], replaced: Mapping[str, str]) -> str:
    """One transaction of pgbench, for copy `:n` of the rows; `replaced` maps literals to SQL that reads `:n`."""
    lines = [PER_COPY, "BEGIN;"]
    for statement in statements:
        text = " ".join(statement.split())
        text = IDS.sub(lambda found: _array(found[1], replaced), text)
        for literal, sql in replaced.items():
            text = re.sub(rf"'{re.escape(literal)}'(::uuid)?", sql, text)
        lines.append(text.rstrip(";") + ";")
    return "\n".join([*lines, "END;"]) + "\n"


def _array(listed: str, replaced: Mapping[str, str]) -> str:
    each = [replaced.get(ident, f"'{ident}'::uuid") for ident in listed.split(",")]
    return f"ARRAY[{', '.join(each)}]"
