"""A worker like the server's, with one more subscriber: it writes a line and then, if told so, takes very long."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from pishkhan.plumbing.events import Event, announce, subscribe


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Event):
    """Somebody pressed a button."""


def line_then_hold(event: Pressed) -> None:
    from pishkhan.plumbing import audit  # needs the app registry
    from pishkhan.plumbing.actor import system

    line = audit.Line("button.pressed", "button", event.event_id)
    audit.record(actor=system(event.institution_id), stream=event.event_id, lines=[line])
    if os.environ.get("PK_HOLD"):
        Path(os.environ["PK_STARTED"]).touch()
        time.sleep(300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded(Event):
    """News whose hearer tells other news and then breaks."""


def tell_then_break(event: Forwarded) -> None:
    announce(Pressed(institution_id=event.institution_id, event_id=event.event_id))
    Path(os.environ["PK_STARTED"]).touch()
    time.sleep(1)
    raise RuntimeError("told, then broken")


if __name__ != "__main__":
    subscribe(Pressed)(line_then_hold)
    subscribe(Forwarded)(tell_then_break)


def main() -> None:
    """The command of `tools.serve.worker`, in this process."""
    import django
    from django.core.management import execute_from_command_line

    from tools import serve

    django.setup()
    _, *command = serve.worker()
    execute_from_command_line(command)


if __name__ == "__main__":
    # The test knows this module by its own name, and so must the worker: the event class is the subscriber's key.
    from tests.plumbing import slow_worker

    slow_worker.main()
