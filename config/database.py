"""DATABASE_URL to Django's dictionary. One dialect everywhere: postgresql."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def from_url(url: str, *, pool_size: int, prepare: bool = True) -> dict[str, Any]:
    """Django's settings for one PostgreSQL address, with a psycopg pool of `pool_size` connections.

    `prepare` keeps the plans of statements that run often; a PgBouncer older than 1.21 in front forbids it.
    A unix socket is written `postgresql://user:pass@/name?host=/run/dir`. pool_size 0 turns the pool off.
    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {k: v for k, v in query.items() if k not in {"host", "port"}}
    if prepare:
        options["prepare_threshold"] = 2
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": False,
        "TEST": {"NAME": f"test_{parts.path.lstrip('/')}"},
    }
