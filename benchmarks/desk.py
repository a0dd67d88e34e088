"""Search, exports and dashboards over very many requests of one university.

Search: the statements of a search are caught and explained with ANALYZE, for many words of each kind; the figure is
the 95th percentile of their sum. Goal 50 ms. A quarter of the texts belongs to another institution. Export: 100,000
rows, with the most memory a fresh process held above what it held before. Goal 150 MB. Dashboard: its statements, the
same way, for 90 days against 90. Goal 300 ms.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg

from benchmarks import floor, replay
from benchmarks.inbox import READER, Line, explain, p95

SEARCH_GOAL_MS, EXPORT_GOAL_MB, DASHBOARD_GOAL_MS = 50.0, 150.0, 300.0
DAYS = 180


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=1_000_000, help="requests")
    options.add_argument("--words", type=int, default=20, help="different words of each kind")
    options.add_argument("--rows", type=int, default=100_000, help="of the export")
    chosen = options.parse_args()
    with floor.server(**READER) as server:
        floor.boot(server)
        from benchmarks.desk_rows import Office
        from tests.factories import packs  # noqa: F401 - the office loads its pack by it

        start, office = time.monotonic(), Office.opened()
        office.grow(chosen.size)
        print_load("rows", start, chosen.size)
        start = time.monotonic()
        load_texts(office, chosen.size)
        print_load("texts", start, chosen.size)
        line = psycopg.connect(server.database_url("bench"), autocommit=True)
        search(line, office, chosen.size, chosen.words)
        export(office, chosen.rows, chosen.size)
        dashboard(line, office, chosen.size)


def print_load(what: str, start: float, size: int) -> None:
    floor.print_figure("desk", f"desk.load_{what}", time.monotonic() - start, "s", size=size)


def load_texts(office: Any, size: int) -> None:
    from benchmarks import desk_texts

    desk_texts.grow(office.university.id, 1, size)


def cost(line: Line, do: Callable[[], Any]) -> tuple[float, int]:
    """Milliseconds in the database, planning too, of all statements of a call; and how many they were."""
    with replay.caught() as statements:
        do()
    plans = [explain(line, statement) for statement in statements]
    return sum(plan["Execution Time"] + plan["Planning Time"] for plan in plans), len(plans)


def search(line: Line, office: Any, size: int, many: int) -> None:
    """A reader who may see every request, and one who may see none of what was found."""
    from benchmarks import desk_rows, desk_texts
    from pishkhan.servicedesk import api as servicedesk

    near = [2 + number * (size // many // 2) for number in range(many)]
    kinds: dict[str, Sequence[str]] = {
        "rare": [desk_texts.rare(number) for number in near],
        "common": [desk_texts.COMMON] * many,
        "one_in_a_hundred": [desk_texts.sometimes(number) for number in near],
        "absent": [f"{desk_texts.ABSENT}{number}" for number in near],
        "two_common": [desk_texts.TWO_COMMON] * many,
        "two_names": [f"نام{n % desk_rows.FIRST} خانوادگی{n % desk_rows.LAST}" for n in near],
        "common_and_rare": [f"{desk_texts.COMMON} {desk_texts.rare(number)}" for number in near],
        "number": [f"1404-{number:07d}" for number in near],
    }
    stranger = office.university.actor("accounting")
    for reader, actor in (("clerk", office.clerk), ("stranger", stranger)):
        for kind, words in kinds.items():
            servicedesk.search(actor, words[0])
            taken = [cost(line, partial(servicedesk.search, actor, word)) for word in words]
            times = [each for each, _count in taken]
            floor.print_figure(
                "desk", f"desk.search.{kind}.{reader}", p95(times), "ms", size=size, median=round(median(times), 2),
                statements=max(count for _each, count in taken), goal=SEARCH_GOAL_MS, met=p95(times) <= SEARCH_GOAL_MS,
            )  # fmt: skip


def export(office: Any, count: int, size: int) -> None:
    """Both kinds of file, each in a process of its own."""
    from django.utils import timezone

    from benchmarks import rows
    from pishkhan.servicedesk import api as servicedesk
    from pishkhan.servicedesk.models import Export

    # The first `count` requests were filed last: 20 seconds lie between two of them.
    first = timezone.localtime(timezone.now() - timedelta(seconds=20 * count)).date().isoformat()
    admin = office.university.actor("admin")
    for format in ("csv", "xlsx"):
        row = servicedesk.exports.begin_export(
            actor=admin, kind="requests", query={"first": first}, format=format, language="fa", key=uuid4().hex
        )
        rows.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'servicedesk.write_export'")
        assert row
        start = time.monotonic()
        child = [sys.executable, "-m", "benchmarks.desk_export", str(row.id)]
        above = float(subprocess.run(child, check=True, stdout=subprocess.PIPE, text=True).stdout)
        taken = time.monotonic() - start
        row = Export.objects.select_related("file").get(id=row.id)
        assert row.file
        floor.print_figure(
            "desk", f"desk.export.{format}", above, "MB", rows=row.done, seconds=round(taken, 1), size=size,
            megabytes=round(row.file.size / 2**20, 1), goal=EXPORT_GOAL_MB, met=above <= EXPORT_GOAL_MB,
        )  # fmt: skip


def dashboard(line: Line, office: Any, size: int) -> None:
    """Of the administrator and of one office; and what counting a day costs."""
    from django.utils import timezone

    from pishkhan.servicedesk import api as servicedesk
    from pishkhan.servicedesk.domain import figures

    today, start = timezone.localdate(), time.monotonic()
    days = sum(1 for _day in figures.rebuild(office.university.id, since=today - timedelta(days=DAYS - 1)))
    floor.print_figure("desk", "desk.figures.count_day", (time.monotonic() - start) * 1000 / days, "ms", size=size)
    first = today - timedelta(days=DAYS // 2 - 1)
    admin, unit = office.university.actor("admin"), next(iter(office.clerk.units()))
    faculty = next(iter(servicedesk.Request.objects.values_list("enrolment__faculty_id", flat=True)[:1]))
    for name, more in {"house": {}, "office": {"office": unit}, "faculty": {"faculty": faculty}}.items():
        what = servicedesk.Asked(first, today, **more)
        servicedesk.figures(admin, what)
        times, walls = [], []
        for _round in range(20):
            times.append(cost(line, partial(servicedesk.figures, admin, what))[0])
            begun = time.perf_counter()
            servicedesk.figures(admin, what)
            walls.append((time.perf_counter() - begun) * 1000)
        floor.print_figure(
            "desk", f"desk.dashboard.{name}", p95(times), "ms", size=size, median=round(median(times), 1),
            with_python=round(p95(walls), 1), goal=DASHBOARD_GOAL_MS, met=p95(times) <= DASHBOARD_GOAL_MS,
        )  # fmt: skip


if __name__ == "__main__":
    main()
