"""The four operations of a service desk over HTTP (measure.md), beside the floors of the same run.

W1 file, W2 step, W3 mine, W4 inbox: every request a browser needs, csrf on, the page that comes back looked at, eight
visitors with sessions of their own. Served as ./run serves (two granian workers, no job worker), over N requests.
F1 is a constant Django view, F2 a Django view that writes or reads the same rows. Goals: W1, W2 ≥ 0.25 × F2; W3, W4
≥ 0.4 × F2; statements W1 ≤ 25, W2 ≤ 30, W3 and W4 ≤ 8; a web process ≤ 150 MB.
"""

import argparse
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import floor
from tools import serve

GOALS = {"W1": 0.25, "W2": 0.25, "W3": 0.4, "W4": 0.4}
BUDGETS = {"W1": 25, "W2": 30, "W3": 8, "W4": 8}
GOAL_MB = 150
VISITORS, WORKERS = 8, 2

Operation = Callable[[], None]


def main() -> None:
    """Prints one JSON line per operation, for F1 and for memory."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=10_000, help="requests in the office")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=4, help="of each side of a round")
    chosen = options.parse_args()
    with floor.server() as server:
        floor.boot(server)
        from django.core.management import call_command

        from benchmarks.operations import Operations

        call_command("collectstatic", "--noinput", "-v0")  # what an earlier run left may be older than the pages
        ops = Operations.prepared(chosen.size)
        ours, bare = Served("benchmarks.settings"), Served("benchmarks.floor_settings")
        try:
            ours.start()
            bare.start()
            measure(ops, ours, bare, chosen.rounds, chosen.seconds)
        finally:
            ours.servers.stop()
            bare.servers.stop()


class Served:
    """A granian of our own on a free port, with the settings of this run."""

    def __init__(self, settings: str) -> None:
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            self.port = int(line.getsockname()[1])
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PISHKHAN_PORT": str(self.port)}
        self.servers = serve.Servers(env=env, record=None)

    def start(self) -> None:
        """Raises Trouble when it does not come up."""
        self.servers.start(f"bench-{self.port}", *serve.web(self.port, WORKERS))
        self.servers.wait_until_up(self.port)

    def megabytes(self) -> float:
        """Resident memory of the largest process."""
        (first,) = (child.pid for child in self.servers.running.values())
        return max(_resident(pid) for pid in _descendants(first))


def measure(ops: Any, ours: Served, bare: Served, rounds: int, seconds: float) -> None:
    """All operations and their floors in turns."""
    rates: dict[str, list[float]] = {}
    asked: dict[str, float] = {}
    for number in range(rounds + 1):
        span = seconds if number else 1.0  # the first round warms both servers up
        for name in GOALS:
            for side, served in (("ours", ours), ("F2", bare)):
                visitors = ops.visitors(name, side, served.port)
                done, rate = together(visitors, span)
                rates.setdefault(f"{name} {side}", []).append(rate)
                if side == "ours":
                    asked[name] = round(ops.statements() / done, 1)
        rates.setdefault("F1", []).append(together(ops.visitors("F1", "F2", bare.port), span)[1])
    for name, goal in GOALS.items():
        mine, base = rates[f"{name} ours"][1:], rates[f"{name} F2"][1:]
        ratio = median(a / b for a, b in zip(mine, base, strict=True))
        floor.print_figure(
            "web", f"web.{name}", median(mine), "1/s", F2=round(median(base), 1), ratio=round(ratio, 3), goal=goal,
            met=ratio >= goal, statements=asked[name], budget=BUDGETS[name], within=asked[name] <= BUDGETS[name],
            size=ops.size, visitors=VISITORS, rounds=rounds,
        )  # fmt: skip
    floor.print_figure("web", "web.F1", median(rates["F1"][1:]), "1/s", visitors=VISITORS)
    most = ours.megabytes()
    floor.print_figure(
        "web", "web.memory", most, "MB", goal=GOAL_MB, met=most <= GOAL_MB, floor=round(bare.megabytes(), 1)
    )


def together(operations: list[Operation], seconds: float) -> tuple[int, float]:
    """Operations done by all visitors at once, and how many that is per second. Raises what one of them raised."""
    done, faults = [0] * len(operations), []
    until = time.perf_counter() + seconds

    def repeat(place: int) -> None:
        try:
            while time.perf_counter() < until:
                operations[place]()
                done[place] += 1
        except BaseException as fault:
            faults.append(fault)

    start = time.perf_counter()
    threads = [threading.Thread(target=repeat, args=(place,)) for place in range(len(operations))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(done), sum(done) / (time.perf_counter() - start)


def _descendants(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _descendants(int(child))


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
