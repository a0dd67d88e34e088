"""`./run`: the embedded database, demo institutions, secrets made on this machine under var/."""

from __future__ import annotations

import base64
import secrets

from config import database, env
from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, SHARED_CACHE, VAR

DEMO = True
BANKS_BASE = env.text("PISHKHAN_BANKS", "")
HOOKS_INSIDE = env.words("PISHKHAN_HOOKS_INSIDE")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", ".localhost", "[::1]"]


def _kept(name: str) -> str:
    """A random secret kept in var/secrets, made at the first start."""
    path = VAR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


CACHES = {**CACHES, "default": SHARED_CACHE}
SECRET_KEY = _kept("secret-key")
SEALING_KEYS = {"k1": _kept("sealing-k1")}
BLIND_INDEX_KEY = _kept("blind-index")
DATABASES = {
    "default": database.from_url(
        env.text("DATABASE_URL"), pool_size=env.number("DATABASE_POOL", 8),
        prepare=env.flag("DATABASE_PREPARE", default=True),
    )
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
"""Passkeys over http at a name of this machine, which browsers hold for safe; elsewhere they want https."""
PUBLIC_URL = env.text("PUBLIC_URL", "http://{host}:" + env.text("PISHKHAN_PORT", "8000"))
