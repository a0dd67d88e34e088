"""What one process remembers for a few seconds: as it is, without the copy that Django's own memory cache makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

T = TypeVar("T")
FOREVER = float("inf")
_kept: dict[str, dict[str, tuple[float, Any]]] = {}
_lock = Lock()


class Remembered(BaseCache):
    """A cache backend for values nobody changes. At most `MAX_ENTRIES` of them; the oldest go first."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        # Django makes a cache for every thread; what they remember is common.
        self._kept = _kept.setdefault(name, {})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value while it lives, else the default."""
        until, value = self._kept.get(self.make_key(key, version), (0.0, None))
        return value if until > time.monotonic() else default

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value for `timeout` seconds."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        with _lock:
            name = self.make_key(key, version)
            self._kept.pop(name, None)
            if len(self._kept) >= self._max_entries:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = (FOREVER if seconds is None else time.monotonic() + seconds, value)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one."""
        if self.get(key, version=version) is not None:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one value."""
        return self._kept.pop(self.make_key(key, version), None) is not None

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()


def remembered(name: str, seconds: float, find: Callable[[], T | None]) -> T | None:
    """What `find` found last, for so many seconds per process; nothing found is looked for again."""
    found: T | None = caches["local"].get(name)
    if found is None and (found := find()) is not None:
        caches["local"].set(name, found, seconds)
    return found
