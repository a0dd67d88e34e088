"""What an office's pages cost the database when it has 10k, 100k and 1M cases.

The statements of each page are caught once and then explained with ANALYZE in three databases, in turns; a page costs
the sum of its statements. `first_page` is the query of the inbox itself, `inbox` the whole page with people and
requests. Goals (measure.md): the first page at most 1 ms, p95 at 1M over p95 at 10k at most 1.3.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks import floor, replay
from pishkhan.plumbing.embedded import Cluster

SIZES = (10_000, 100_000, 1_000_000)
GOAL_MS, GOAL_GROWTH = 1.0, 1.3
READER = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "8GB", "maintenance_work_mem": "512MB",
}  # fmt: skip
"""Nothing durable is measured here, so loading need not be."""


def main() -> None:
    """Prints one JSON line per page and size, and one per page for the growth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--explain", action="store_true", help="print the plans at the largest size")
    chosen = options.parse_args()
    with floor.server(**READER) as server:
        floor.boot(server)
        from benchmarks.desk_rows import Office

        office = Office.opened()
        names = load(server, office, sorted(chosen.sizes))
        pages = caught_pages(office.clerk)
        lines = {size: psycopg.connect(server.database_url(name), autocommit=True) for size, name in names.items()}
        measure(lines, pages, chosen.rounds)
        if chosen.explain:
            show(lines[max(lines)], pages)


def load(server: Cluster, office: Any, sizes: Sequence[int]) -> dict[int, str]:
    """A database of each size. Django stays with the largest."""
    from django.db import connection

    start, names = time.monotonic(), {}
    for size in sizes:
        office.grow(size)
        names[size] = "bench"
        if size != sizes[-1]:
            names[size] = f"bench_{size}"
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # of the postgresql backend
            server.client("createdb", "--template=bench", "--strategy=file_copy", names[size])
    floor.print_figure("inbox", "inbox.load", time.monotonic() - start, "s", goal=240, sizes=list(sizes))
    return names


def caught_pages(clerk: Any) -> dict[str, list[str]]:
    """The statements of every page a clerk asks for."""
    from django.utils import timezone

    from benchmarks import desk_rows
    from pishkhan.clearance import api as clearance
    from pishkhan.servicedesk import api as servicedesk

    request = desk_rows.sought_request()
    middle = f"{(timezone.now() + timedelta(days=3)).isoformat()}~{request.id}"
    past = f"{(timezone.now() - timedelta(hours=30)).isoformat()}~{request.id}"
    asked: dict[str, Callable[[], Any]] = {
        "inbox": lambda: servicedesk.inbox(clerk, servicedesk.Filter()),
        "inbox_oldest_first": lambda: servicedesk.inbox(clerk, servicedesk.Filter(order="created")),
        "inbox_visits": lambda: servicedesk.inbox(clerk, servicedesk.Filter(tab="visit")),
        "inbox_mine": lambda: servicedesk.inbox(clerk, servicedesk.Filter(tab="mine")),
        "inbox_free": lambda: servicedesk.inbox(clerk, servicedesk.Filter(tab="free")),
        "next_page": lambda: servicedesk.inbox(clerk, servicedesk.Filter(after=middle)),
        "next_page_oldest_first": lambda: servicedesk.inbox(clerk, servicedesk.Filter(order="created", after=past)),
        "counters": lambda: servicedesk.counters(clerk),
        "search_number": lambda: servicedesk.search(clerk, request.number).rows,
        "search_national_id": lambda: servicedesk.search(clerk, desk_rows.SOUGHT_NATIONAL_ID).rows,
        "progress": lambda: clearance.progress(request),
    }
    pages = {}
    for name, page in asked.items():
        page()
        with replay.caught() as statements:
            found = page()
        assert found, f"{name} found nothing"
        pages[name] = list(statements)
    return {"first_page": pages["inbox"][:1], **pages}


Line = psycopg.Connection[tuple[Any, ...]]


def measure(lines: dict[int, Line], pages: dict[str, list[str]], rounds: int) -> None:
    """Explain every page at every size in turns and print medians, p95s and growth."""
    for page, statements in pages.items():
        taken: dict[int, list[float]] = {size: [] for size in lines}
        planned: dict[int, list[float]] = {size: [] for size in lines}
        for number in range(rounds + 2):
            for size, line in lines.items():
                plans = [explain(line, statement) for statement in statements]
                if number >= 2:
                    taken[size].append(sum(plan["Execution Time"] for plan in plans))
                    planned[size].append(sum(plan["Planning Time"] for plan in plans))
        for size, times in taken.items():
            goal = {"goal": GOAL_MS, "met": median(times) <= GOAL_MS} if page == "first_page" else {}
            floor.print_figure(
                "inbox", f"inbox.{page}", median(times), "ms", size=size, p95=round(p95(times), 3),
                planning=round(median(planned[size]), 3), statements=len(statements), **goal,
            )  # fmt: skip
        if len(taken) > 1:
            few, many = taken[min(taken)], taken[max(taken)]
            growth = p95(many) / p95(few)
            floor.print_figure(
                "inbox", f"inbox.{page}.growth", growth, "times", goal=GOAL_GROWTH, met=growth <= GOAL_GROWTH,
                of_medians=round(median(many) / median(few), 2),
            )  # fmt: skip


def explain(line: Line, statement: str, *, options: str = "TIMING OFF, FORMAT JSON") -> Any:
    """PostgreSQL's own account of one statement."""
    row = line.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF, {options}) {statement}").fetchone()
    assert row
    return row[0][0]


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def show(line: Line, pages: dict[str, list[str]]) -> None:
    """Print the plans."""
    for page, statements in pages.items():
        for statement in statements:
            rows = line.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF) {statement}").fetchall()
            print(f"-- {page}: {statement[:60]} …", *(row[0] for row in rows), sep="\n")


if __name__ == "__main__":
    main()
