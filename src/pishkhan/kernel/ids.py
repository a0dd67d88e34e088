"""Identifiers in the order of their making: UUID version 7 (RFC 9562)."""

import secrets
import threading
import time
import uuid

_COUNTER_BITS = 42
_RANDOM_BITS = 32


class _Sequence:
    """Milliseconds and a 42-bit counter; the counter begins anew, at random, in every millisecond.

    The top counter bit begins as zero: room for 2^41 ids in one millisecond before the next is borrowed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def next(self) -> tuple[int, int]:
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._begin(now)
            elif self._counter + 1 >> _COUNTER_BITS:
                self._begin(self._millisecond + 1)
            else:
                # The same millisecond, or the clock was set back: keep the order that was promised.
                self._counter += 1
            return self._millisecond, self._counter

    def _begin(self, millisecond: int) -> None:
        self._millisecond = millisecond
        self._counter = secrets.randbits(_COUNTER_BITS - 1)


_sequence = _Sequence()


def uuid_of(typed: object) -> uuid.UUID | None:
    """An id as it came in, None for anything else."""
    try:
        return uuid.UUID(str(typed)) if typed else None
    except ValueError:
        return None


def new_id() -> uuid.UUID:
    """A UUID version 7, greater than every one this process made before."""
    millisecond, counter = _sequence.next()
    high, low = divmod(counter, 1 << 30)
    value = (millisecond & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 32
    return uuid.UUID(int=value | secrets.randbits(_RANDOM_BITS))
