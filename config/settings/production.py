"""Production: every secret comes from outside, and a default one stops the start."""

from __future__ import annotations

from config import database, env
from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, SHARED_CACHE

CACHES = {**CACHES, "default": SHARED_CACHE}
if env.flag("PISHKHAN_DEMO", default=False):
    raise env.SettingMissing("demo mode cannot be switched on with production settings; unset PISHKHAN_DEMO")

DEMO = False
SECRET_KEY = env.text("SECRET_KEY")
SEALING_KEYS = dict(pair.split(":", 1) for pair in env.words("SEALING_KEYS"))
BLIND_INDEX_KEY = env.text("BLIND_INDEX_KEY")
if len(SECRET_KEY) < 32 or SECRET_KEY.startswith(("only-for-tests", "change", "django-insecure")):
    raise env.SettingMissing("SECRET_KEY is a default or too short; use at least 32 random characters")
if not SEALING_KEYS:
    raise env.SettingMissing("set SEALING_KEYS, for example k1:<32 random bytes in base64>")
env.check_key("BLIND_INDEX_KEY", BLIND_INDEX_KEY)
for _id, _key in SEALING_KEYS.items():
    env.check_key(f"SEALING_KEYS ({_id})", _key)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    raise env.SettingMissing("set ALLOWED_HOSTS to the host names of your institutions, comma-separated")
DATABASES = {
    "default": database.from_url(
        env.database_url(), pool_size=env.number("DATABASE_POOL", 8),
        prepare=env.flag("DATABASE_PREPARE", default=True),
    )
}
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
