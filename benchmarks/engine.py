"""Steps per second: our step transaction, engine included, against pgbench running the same SQL.

One process and one connection each, on the same durable server, on copies of the same open case, in turns. Two steps:
`step` sends a station on; `step_with_word` also writes to the student, which defers a job. Goal: ratio at least 0.6
(measure.md), against pgbench with the plan kept (`prepared`) and, beside it, with the text protocol our driver uses.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import floor
from pishkhan.plumbing.embedded import Cluster

GOAL = 0.6
COPIES = 80_000


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--show", action="store_true", help="print the SQL of a step, measure nothing")
    options.add_argument("--seconds", type=float, default=3, help="of each side of a round")
    chosen = options.parse_args()
    with floor.server() as server:
        floor.boot(server)
        from benchmarks.steps import Copies

        copies = Copies.made(COPIES)
        for name in ("step", "step_with_word"):
            if chosen.show:
                print(copies.step(name)[1])
                continue
            compare(server, copies, name, chosen.rounds, chosen.seconds)


@dataclass
class Sides:
    """Rates of both sides and our process's CPU milliseconds a step, by round."""

    ours: list[float]
    cpu: list[float]
    prepared: list[float]
    simple: list[float]


def compare(server: Cluster, copies: Any, name: str, rounds: int, seconds: float) -> None:
    """Measure one kind of step in turns and print what came out."""
    step, script, statements = copies.step(name)
    steps_in(0.5, step)
    sides = Sides([], [], [], [])
    for _ in range(rounds):
        used = time.process_time()
        sides.ours.append(steps_in(seconds, step))
        sides.cpu.append((time.process_time() - used) * 1000 / (sides.ours[-1] * seconds))
        for protocol, rates in (("prepared", sides.prepared), ("simple", sides.simple)):
            rate = floor.pgbench(server, script, seconds=int(seconds), protocol=protocol, n=copies.taken)
            copies.take(rate.done)
            rates.append(rate.per_second)
    ours, prepared, simple = median(sides.ours), median(sides.prepared), median(sides.simple)
    ratio = median(a / b for a, b in zip(sides.ours, sides.prepared, strict=True))
    figure = "engine.steps_per_s" if name == "step" else f"engine.{name}s_per_s"
    floor.print_figure(
        "engine", figure, ours, "1/s", pgbench=round(prepared, 1), ratio=round(ratio, 3), goal=GOAL, met=ratio >= GOAL,
        pgbench_text=round(simple, 1), ratio_text=round(ours / simple, 3), cpu_ms=round(min(sides.cpu), 2),
        statements=statements, rounds=rounds,
    )  # fmt: skip


def steps_in(seconds: float, step: Callable[[], None]) -> float:
    """Steps per second of one process."""
    done, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        step()
        done += 1
    return done / taken


if __name__ == "__main__":
    main()
