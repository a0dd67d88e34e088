"""The floor: what Django itself costs (F1), and with the row writes of each operation (F2, measure.md)."""

from copy import copy
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing.models import AuditEntry
from pishkhan.servicedesk.models import Comment, Request
from pishkhan.workflow.models import Task

PAGE = 25


def constant(request: HttpRequest) -> HttpResponse:
    """F1."""
    return HttpResponse("<p>ok</p>")


@lru_cache
def _request(like: UUID) -> Request:
    return Request.objects.select_related("submission").get(id=like)


@transaction.atomic
def submit(request: HttpRequest, like: UUID) -> HttpResponse:
    """F2 of W1: three inserts, copies of one request's rows."""
    old = copy(_request(like))
    answers = copy(old.submission)
    answers.id, answers._state.adding = new_id(), True
    answers.save(force_insert=True)
    old.id, old.case_id, old.submission_id, old.open_slot = new_id(), new_id(), answers.id, None
    old.number = f"floor-{str(old.id)[-20:]}"
    old.save(force_insert=True)
    Comment.objects.create(request_id=old.id, author_id=old.applicant_id, visibility="public", body="ok")
    return HttpResponse(f"<p>{old.number}</p>")


@transaction.atomic
def step(request: HttpRequest, task_id: UUID, clerk: UUID) -> HttpResponse:
    """F2 of W2: one locked select, one update, two inserts."""
    task = Task.objects.select_for_update(of=("self",)).select_related("case").get(id=task_id)
    now = timezone.now()
    Task.objects.filter(id=task.id).update(status="done", done_at=now, rev=task.rev + 1)
    Comment.objects.create(request_id=task.case.request_id, author_id=clerk, visibility="public", body="ok")
    AuditEntry.objects.create(
        institution_id=task.case.institution_id, stream=new_id(), seq=1, at=now, via="session", action="task.done",
        subject_kind="task", subject_id=task.id, hash="0" * 64,
    )  # fmt: skip
    return HttpResponse("<p>ok</p>")


def mine(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """F2 of W3."""
    rows = Request.objects.filter(applicant_id=person_id).order_by("-created_at", "-id")[:PAGE]
    return HttpResponse("".join(f"<p>{row.number}</p>" for row in rows))


def inbox(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """F2 of W4."""
    rows = Task.objects.filter(office_id=office_id, status="ready").order_by("due_at", "id")[:PAGE]
    return HttpResponse("".join(f"<p>{row.node}</p>" for row in rows))


urlpatterns = [
    path("healthz", constant),
    path("submit/<uuid:like>", submit),
    path("step/<uuid:task_id>/<uuid:clerk>", step),
    path("mine/<uuid:person_id>", mine),
    path("inbox/<uuid:office_id>", inbox),
]
