"""Jobs of the service desk."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.servicedesk.domain import exports, figures, searching

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


@app.task(name="servicedesk.index_person", retry=AGAIN)
def index_person(person_id: str) -> None:
    """Have search find the requests of somebody by their new name."""
    searching.keep_person(UUID(person_id))


@app.task(name="servicedesk.write_export", retry=TRIES, pass_context=True)
def write_export(context: JobContext, export_id: str) -> None:
    """Write a list to a file. After the last try the export is given up."""
    try:
        exports.run(UUID(export_id))
    except Exception:
        if context.job.attempts + 1 >= (TRIES.max_attempts or 1):
            exports.fail(UUID(export_id))
        raise


@app.periodic(cron="23 * * * *")
@app.task(name="servicedesk.forget_exports", queueing_lock="servicedesk.forget_exports")
def forget_exports(timestamp: int) -> None:
    """Delete lists that nobody fetched for a week."""
    exports.forget_old()


@app.periodic(cron="*/5 * * * *")
@app.task(name="servicedesk.count_today", queueing_lock="servicedesk.count_today")
def count_today(timestamp: int) -> None:
    """Count today's figures anew, and days that were never counted."""
    figures.count_today()


@app.periodic(cron="7 0 * * *")
@app.task(name="servicedesk.count_yesterday", queueing_lock="servicedesk.count_yesterday")
def count_yesterday(timestamp: int) -> None:
    """Count the day that ended once more."""
    figures.count_yesterday()
