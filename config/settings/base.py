"""Settings common to every way of running. Nothing here is secret and nothing here is demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import env
from pishkhan.plumbing.connections import give_back

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.text("PISHKHAN_VAR", str(ROOT / "var")))
SRC = ROOT / "src" / "pishkhan"
WEB = SRC / "web"

DEMO = False
DEBUG = False
SECRET_KEY = ""
"""Set by demo, test or production."""
SEALING_KEYS: dict[str, str] = {}
"""Key id → 32 bytes in base64 for sealed columns; the first one seals, all of them open."""
BLIND_INDEX_KEY = ""
"""32 bytes in base64; the HMAC key of exact search over sealed columns."""

ALLOWED_HOSTS: list[str] = []
USE_X_FORWARDED_HOST = False
TRUSTED_PROXIES: list[str] = env.words("TRUSTED_PROXIES")
APPEND_SLASH = True
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "csp",
    "pishkhan.plumbing",
    "pishkhan.organisation",
    "pishkhan.notifications",
    "pishkhan.identity",
    "pishkhan.intake",
    "pishkhan.workflow",
    "pishkhan.payments",
    "pishkhan.servicedesk",
    "pishkhan.clearance",
    "pishkhan.web.components",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pishkhan.web.middleware.request_id",
    "csp.middleware.CSPMiddleware",
    "pishkhan.web.rest.refusals.json_only",
    "pishkhan.web.middleware.institution",
    "pishkhan.web.sitting.Sessions",
    "pishkhan.web.middleware.language",
    "pishkhan.web.middleware.readable",
    "django.middleware.common.CommonMiddleware",
    "pishkhan.web.page_of.page_of",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pishkhan.web.sitting.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pishkhan.web.middleware.actor",
    "pishkhan.web.account.gate.second_factor",
    "pishkhan.web.middleware.refusals",
    "pishkhan.web.networks.networks",
    "pishkhan.web.sitting.sitting",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            WEB / room / "templates"
            for room in ("components", "portal", "student", "desk", "console", "account", "finance")
            if (WEB / room / "templates").is_dir()
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "pishkhan.web.context.chrome",
            ],
            "builtins": ["pishkhan.web.components.templatetags.pk", "django.templatetags.i18n"],
        },
    }
]

# People ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["pishkhan.identity.backend.IdentifierBackend"]
PASSWORD_HASHERS = ["pishkhan.identity.hasher.Argon2"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/enter/"
LOGOUT_REDIRECT_URL = "/login/"
ACCOUNT_ADAPTER = "pishkhan.identity.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "200/m/ip,5/300s/key"}
"""Of codes of a second factor. Guesses of passwords are counted by identity/domain/guessing.py."""
MFA_ADAPTER = "pishkhan.identity.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_RECOVERY_CODE_COUNT = 10
IDP_OIDC_ADAPTER = "pishkhan.identity.oidc_adapter.OidcAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 600
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
BREACHED_PASSWORDS = env.text("BREACHED_PASSWORDS", "")
"""A file of passwords that must not be used, one a line, beside the list that comes along."""
CAPTCHA_COST = 3000
"""Rounds of the hash the browser has to try about 256 times: a second or two on an old phone."""
SESSION_ENGINE = "pishkhan.identity.domain.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "pishkhan.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DIRECTORY_STORE = VAR / "directory"
"""Where the demo's directory keeps its accounts."""
CLAMD = env.text("CLAMD", "")
"""Where a virus scanner listens, as unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; empty: none is there."""
BANKS_BASE = ""
"""Where simulated banks listen; empty for the banks themselves. Only demo and tests have any."""
HOOKS_INSIDE: list[str] = []
"""Host and port, as 127.0.0.1:9000, of systems inside the house that are told news all the same. Only demo and tests
have any."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
ABANDONED_UPLOAD_DAYS = env.number("PISHKHAN_ABANDONED_UPLOAD_DAYS", 60)
"""Days after which a file that was chosen in a form and never filed is deleted; the form keeps its words."""

# Words -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Tehran"

# Files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [p for p in (VAR / "assets",) if p.is_dir()]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "files")},
    },
    "staticfiles": {"BACKEND": "pishkhan.web.storage.Static"},
}
WHITENOISE_MAX_AGE = 31_536_000

# What a page may load ----------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "local": {"BACKEND": "pishkhan.plumbing.remembering.Remembered", "OPTIONS": {"MAX_ENTRIES": 5000}},
}
"""`default` holds one-time codes of logins and of other systems, and counts; it must be shared by all processes that
serve pages. `local` saves look-ups."""
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "plumbing_cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}  # fmt: skip
"""Django's own 300 entries would throw away marks of used codes on a busy morning."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "procrastinate": {"level": env.text("PROCRASTINATE_LOG_LEVEL", "WARNING")},
        "fontTools": {"level": "WARNING"},
        # These write addresses of providers into the log, and an address may hold a key.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},
    },
}

# Jobs --------------------------------------------------------------------------------------------
STALLED_SECONDS = env.number("PISHKHAN_STALLED_SECONDS", 30)
"""Seconds without a heartbeat after which a worker's jobs are tried again by another one."""
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": env.number("PISHKHAN_WORKER_CONCURRENCY", 64),
    "task_middleware": [give_back],
    "update_heartbeat_interval": STALLED_SECONDS / 3,
    "stalled_worker_timeout": STALLED_SECONDS,
}

# Papers ------------------------------------------------------------------------------------------
FONTS = Path(env.text("PISHKHAN_FONTS", str(VAR / "assets" / "fonts")))
PUBLIC_URL = env.text("PUBLIC_URL", "https://{host}")
"""The address of an institution as printed in QR codes; {host} is its first host name."""
