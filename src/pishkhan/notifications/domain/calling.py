"""Calling out with an end to it: whatever a stranger does, we go on after some seconds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from pishkhan.notifications.providers.protocol import Provider
from pishkhan.plumbing.connections import give_back

T = TypeVar("T")
LONGEST = 20.0
"""Seconds of one call, longer than a polite provider needs and shorter than a worker is thought alive."""
_threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="calls")


def within(provider: Provider, call: Callable[[], T], ended: Callable[[], None] = lambda: None) -> T:
    """What the call returns, or raises. Raises TimeoutError when it takes too long: it may go on by itself then, and
    `ended` runs when it really ends. Calls that stay in this process need no watching."""
    if provider.stays_here:
        try:
            return call()
        finally:
            ended()
    future: Future[T] = _threads.submit(give_back, call)
    future.add_done_callback(lambda _: ended())
    try:
        return future.result(LONGEST)
    except TimeoutError:
        future.cancel()  # what has not begun by now must not be sent later
        raise
