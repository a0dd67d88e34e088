"""Jobs of the service desk."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from pishkhan.servicedesk.domain import searching

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


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
