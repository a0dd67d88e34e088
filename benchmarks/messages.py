"""Messages through one worker: how many a second, how soon while a provider hangs, how soon when one dies.

Simulated providers are processes of their own that speak Kavenegar's and Magfa's protocols over HTTP on loopback; the
worker is the server's own command. "Hand-over" is the moment the provider has the message, by its own clock, which is
this machine's; it is counted from the commit of the transaction that sent it.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import floor
from pishkhan.plumbing.embedded import Cluster

KEY = "bench-key"
LATENCY = 0.05
"""Seconds a provider in good health takes to answer."""


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=2000, help="drained for the rate")
    options.add_argument("--per-second", type=int, default=50)
    options.add_argument("--seconds", type=int, default=30, help="of sending beside a hanging or dying provider")
    chosen = options.parse_args()
    with floor.server() as server:
        floor.boot(server)
        drained(server, chosen.messages)
        beside_a_hanging_one(server, chosen.per_second, chosen.seconds)
        after_a_death(server, chosen.per_second, chosen.seconds)


@dataclass
class Running:
    """One simulated provider in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    def steer(self, **wish: Any) -> None:
        self._control(json.dumps(wish).encode())

    def taken(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._control(None)["taken"]
        return found

    def _control(self, body: bytes | None) -> dict[str, Any]:
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_control", data=body, headers=kind)
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


@contextlib.contextmanager
def provider(name: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "simulators", name, "--key", KEY]
    child = subprocess.Popen(command, cwd=floor.ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    running = Running(child, child.stdout.readline().strip())
    try:
        running.steer(standing={"kind": "delay", "seconds": LATENCY})
        yield running
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """One worker as the server runs it."""
    child = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"], cwd=floor.ROOT, env=dict(os.environ)
    )
    try:
        time.sleep(3)
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def institution(*accounts: tuple[str, Running]) -> Any:
    """A new institution's id, with an account at each of these providers and no caps in the way."""
    from datetime import time as clock

    from pishkhan.kernel.ids import new_id
    from pishkhan.notifications.models import ProviderAccount, SendingRules

    here = new_id()
    SendingRules.objects.create(
        institution_id=here, quiet_from=clock(0), quiet_until=clock(0), per_number=10**6, per_day=10**8
    )
    for name, running in accounts:
        settings = {"address": running.url, "sender": "3000", **credentials(name)}
        ProviderAccount.objects.create(
            institution_id=here, provider=name, name=name, channels=["sms"], hook="bench", per_second=1000,
            settings=settings,
        )  # fmt: skip
    return here


def credentials(name: str) -> dict[str, str]:
    """What an account is opened with at a simulator started with KEY."""
    return {"api_key": KEY} if name == "kavenegar" else {"username": "bench", "domain": "bench", "password": KEY}


def send(here: Any, place: int) -> tuple[int, float]:
    """Send one message; its number and when its transaction had committed."""
    from django.db import transaction

    from pishkhan.notifications import api as notifications
    from pishkhan.servicedesk.messages import ClosedNotice

    to = notifications.Recipient(institution_id=here, person_id=None, mobile=f"+98912{place:07d}")
    with transaction.atomic():
        notifications.send(recipient=to, message=ClosedNotice(number=f"1405-{place:06d}", link=""))
    return place, time.time()


def drained(server: Cluster, count: int) -> None:
    """Messages waiting in the queue, through one worker to one provider."""
    with provider("kavenegar") as one:
        here = institution(("kavenegar", one))
        for place in range(count):
            send(here, place)
        with worker():
            wait_for(one, count)
        at = sorted(each["at"] for each in one.taken())
        middle = at[count // 10 : -count // 10]
        rate = (len(middle) - 1) / (middle[-1] - middle[0])
    floor.print_figure("messages", "messages.per_s", rate, "1/s", messages=count, provider_answers_in=LATENCY)


def beside_a_hanging_one(server: Cluster, per_second: int, seconds: int) -> None:
    """Two providers of equal weight, one of which takes connections and never answers."""
    with provider("kavenegar") as well, provider("magfa") as hanging:
        hanging.steer(standing={"kind": "hang", "seconds": 60})
        here = institution(("kavenegar", well), ("magfa", hanging))
        with worker():
            sent = paced(here, per_second, seconds)
            wait_for(well, len(sent))
        waits = waited(sent, well)
    report("messages.hand_over_p95", waits, 0.95, 1.0, per_second=per_second, seconds=seconds)


def after_a_death(server: Cluster, per_second: int, seconds: int) -> None:
    """Two providers of equal weight, one of which is killed in the middle; messages sent from then on."""
    with provider("kavenegar") as well, provider("magfa") as dying:
        here = institution(("kavenegar", well), ("magfa", dying))
        with worker():
            paced(here, per_second, seconds // 3)
            time.sleep(3)
            dying.process.kill()
            dying.process.wait()
            before = len(well.taken())
            sent = paced(here, per_second, seconds // 3, first=500_000)
            wait_for(well, before + len(sent))
        waits = waited(sent, well)
    report("messages.fail_over_longest", waits, 1.0, 5.0, per_second=per_second, seconds=seconds // 3)


def paced(here: Any, per_second: int, seconds: int, first: int = 0) -> dict[int, float]:
    """Send so many a second, each in its own transaction; when each had committed."""
    began, sent = time.time(), {}
    for step in range(per_second * seconds):
        time.sleep(max(0.0, began + step / per_second - time.time()))
        place, at = send(here, first + step)
        sent[place] = at
    return sent


def wait_for(running: Running, count: int, patience: float = 180) -> None:
    until = time.time() + patience
    while len(running.taken()) < count:
        if time.time() > until:
            raise RuntimeError(f"only {len(running.taken())} of {count} messages came")
        time.sleep(0.5)


def waited(sent: dict[int, float], running: Running) -> list[float]:
    """Seconds from commit to hand-over, shortest first."""
    at = {int(str(each["to"])[-7:]): each["at"] for each in running.taken()}
    return sorted(at[place] - committed for place, committed in sent.items())


def report(figure: str, waits: list[float], share: float, goal: float, **beside: object) -> None:
    value = waits[min(len(waits) - 1, int(len(waits) * share))]
    floor.print_figure(
        "messages", figure, value, "s", goal=goal, met=value <= goal, median=round(waits[len(waits) // 2], 3),
        longest=round(waits[-1], 3), messages=len(waits), **beside,
    )  # fmt: skip


if __name__ == "__main__":
    main()
