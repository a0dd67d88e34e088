"""Jobs of the service desk."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.plumbing import jobs
from pishkhan.plumbing.connections import give_back
from pishkhan.servicedesk.domain import enquiries, exports, figures, outward, searching

_long = ThreadPoolExecutor(max_workers=2, thread_name_prefix="exports")
"""Threads apart from those of other jobs: a list takes minutes, and must not hold up deadlines, payments and events."""
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)
TRIES = RetryStrategy(max_attempts=3, wait=10)


@app.task(name="servicedesk.index_request", retry=AGAIN)
def index_request(request_id: str) -> None:
    """Have search find a request by its number, service, applicant and answers."""
    searching.keep_request(UUID(request_id))


@app.task(name="servicedesk.index_comment", retry=AGAIN)
def index_comment(comment_id: str) -> None:
    """Have search find a message or note."""
    searching.keep_comment(UUID(comment_id))


@app.task(name="servicedesk.index_people", retry=AGAIN)
def index_people(person_ids: list[str]) -> None:
    """Have search find the requests of people by their new names."""
    searching.keep_people([UUID(each) for each in person_ids])


@app.task(name="servicedesk.index_service", retry=AGAIN)
def index_service(type_id: str, after_id: str = "") -> None:
    """Have search find the requests of a service by its new name, some thousands in each job."""
    last = searching.keep_service(UUID(type_id), after=UUID(after_id) if after_id else None)
    if last is not None:
        jobs.defer(index_service, type_id=type_id, after_id=str(last))


@app.task(name="servicedesk.tell_of_tasks", retry=AGAIN)
def tell_of_tasks(request_id: str, task_ids: list[str]) -> None:
    """Tell other systems that stations have work on their desks."""
    outward.opened(UUID(request_id), [UUID(each) for each in task_ids])


@app.task(name="servicedesk.write_export", retry=TRIES, pass_context=True)
async def write_export(context: JobContext, export_id: str) -> None:
    """Write a list to a file. After the last try the export is given up."""
    is_last = context.job.attempts + 1 >= (TRIES.max_attempts or 1)
    write = partial(_write, UUID(export_id), is_last=is_last)
    await asyncio.get_running_loop().run_in_executor(_long, give_back, write)


def _write(export_id: UUID, *, is_last: bool) -> None:
    try:
        exports.run(export_id)
    except Exception:
        if is_last:
            exports.fail(export_id)
        raise


@app.periodic(cron="23 * * * *")
@app.task(
    name="servicedesk.forget_exports",
    queueing_lock="servicedesk.forget_exports",
    lock="servicedesk.forget_exports",
)
def forget_exports(timestamp: int) -> None:
    """Delete lists that nobody fetched for a week."""
    exports.forget_old()


@app.periodic(cron="*/5 * * * *")
@app.task(name="servicedesk.count_today", queueing_lock="servicedesk.count_today", lock="servicedesk.count_today")
def count_today(timestamp: int) -> None:
    """Count today's figures anew, and days that were never counted."""
    figures.count_today()


@app.periodic(cron="7 0 * * *")
@app.task(
    name="servicedesk.count_yesterday",
    queueing_lock="servicedesk.count_yesterday",
    lock="servicedesk.count_yesterday",
)
def count_yesterday(timestamp: int) -> None:
    """Count the day that ended once more, and the weeks before it, of which something may have been taken back."""
    figures.count_latest()


@app.task(name="servicedesk.count_again", retry=AGAIN)
def count_again(request_id: str) -> None:
    """Count the days anew on which a request that was taken up again, or rated otherwise, had ended."""
    figures.count_again(UUID(request_id))


@app.periodic(cron="37 3 * * *")
@app.task(
    name="servicedesk.forget_enquiries",
    queueing_lock="servicedesk.forget_enquiries",
    lock="servicedesk.forget_enquiries",
)
def forget_enquiries(timestamp: int) -> None:
    """Delete questions of visitors that were answered long ago."""
    enquiries.forget_old()
