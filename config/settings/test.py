"""The test suite: fixed secrets, plain static files, a quick password hash, no pool."""

from __future__ import annotations

import base64

from config import database, env
from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

DEMO = True
BANKS_BASE = env.text("PISHKHAN_BANKS", "")
HOOKS_INSIDE = env.words("PISHKHAN_HOOKS_INSIDE")
SECRET_KEY = "only-for-tests"  # noqa: S105
SEALING_KEYS = {
    "k2": base64.b64encode(b"2" * 32).decode(),
    "k1": base64.b64encode(b"1" * 32).decode(),
}
BLIND_INDEX_KEY = base64.b64encode(b"b" * 32).decode()
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": database.from_url(
        env.text("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/pishkhan"), pool_size=0
    )
}
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["pishkhan.identity.hasher.QuickArgon2"]
CAPTCHA_COST = 1
PUBLIC_URL = "http://{host}"
