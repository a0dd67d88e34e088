"""Real processes, forked from the test, each with database connections of its own."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections


def _child(work: Callable[[], Any], answer: int, gate: int) -> None:
    """Wait at the gate, work, answer, and end without pytest noticing."""
    try:
        os.read(gate, 1)
        result: tuple[str, Any] = ("ok", work())
    except BaseException:
        result = ("raised", traceback.format_exc())
    with os.fdopen(answer, "wb") as pipe:
        pickle.dump(result, pipe)
    os._exit(0)


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every work in a process of its own, all let go at the same moment; their results in order.

    Raises AssertionError with the traceback of a work that raised or died.
    """
    connections.close_all()
    gate_out, gate_in = os.pipe()
    children = []
    for work in works:
        answer_out, answer_in = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(gate_in)
            os.close(answer_out)
            _child(work, answer_in, gate_out)
        os.close(answer_in)
        children.append((pid, answer_out))
    os.close(gate_out)
    os.close(gate_in)  # end of file opens the gate for all of them at once
    results = []
    for pid, answer in children:
        with os.fdopen(answer, "rb") as pipe:
            content = pipe.read()
        os.waitpid(pid, 0)
        kind, value = pickle.loads(content) if content else ("raised", f"process {pid} died")
        assert kind == "ok", value
        results.append(value)
    return results


def killed(work: Callable[[], Any]) -> bool:
    """Run a work that is expected to be killed; whether it was, by SIGKILL. Raises AssertionError when it raised."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(7)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7), "the work raised; see its traceback"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die() -> None:
    """End this process as the kernel would when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
