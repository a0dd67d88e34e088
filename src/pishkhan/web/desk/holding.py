"""Who holds a task: claim, assign, take the next one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Filter
from pishkhan.web import phrases
from pishkhan.web.desk import refused, task
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import AlreadyDone

TRIES = 3
"""How many tasks somebody else may snatch before the inbox is shown again."""


@signed_in
@require_POST
def claim(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take a free task; of two who press at once one is told who was quicker."""
    return _held(request, task_id, lambda actor: workflow.claim(actor=actor, task_id=task_id), _("The task is yours."))


@signed_in
@require_POST
def assign(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A lead hands a task to somebody of the office, or takes it back (B17, B19). Of a page that is old the lead sees
    the task as it is now, with who has it."""
    named, seen = request.POST.get("person", ""), _seen(request)

    def verb(actor: Actor) -> None:
        person = uuid_of(named)
        if named and person is None:
            raise DomainError("not_of_office")
        workflow.assign(actor=actor, task_id=task_id, person_id=person, seen=seen)

    said = _("The task was assigned.") if named else _("The task is unassigned again.")
    return _held(request, task_id, verb, said)


@signed_in
@require_POST
def least_loaded(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A lead gives a task to the present expert with the fewest open ones."""

    def verb(actor: Actor) -> None:
        workflow.give_to_least_loaded(actor=actor, task_id=task_id, seen=_seen(request))

    return _held(request, task_id, verb, _("The task went to who has the fewest open ones."))


@signed_in
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the free task with the nearest deadline and open it; a lead only opens it, to hand it out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for row in servicedesk.inbox(actor, Filter(tab="free")).rows[:TRIES]:
        if row.task.wants_role != Role.LEAD:
            try:
                workflow.claim(actor=actor, task_id=row.task.id)
            except (AlreadyDone, workflow.Blocked):  # somebody was quicker, or it is one's own request
                continue
        return redirect("desk-task", row.task.id)
    mine = servicedesk.inbox(actor, Filter(tab="mine")).rows
    if mine:
        messages.info(request, _("No free task is left; this is the next of yours."))
        return redirect("desk-task", mine[0].task.id)
    messages.info(request, _("Nothing left. New work appears here."))
    return redirect("desk-inbox")


def _seen(request: HttpRequest) -> workflow.Seen | None:
    """Whom the page showed as the holder, where it says so."""
    return workflow.Seen(uuid_of(request.POST["holder"])) if "holder" in request.POST else None


def _held(request: HttpRequest, task_id: UUID, verb, said: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        verb(request.actor)  # type: ignore[attr-defined]
    except workflow.NotYours:
        raise
    except DomainError as error:
        if "holder" in request.POST and isinstance(error, refused.LATE):
            return task.page(request, task_id, refused.because("assign", request.POST, error))
        messages.error(request, phrases.sentence(error))
    else:
        messages.success(request, said)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("desk-task", args=[task_id])
    return redirect(back)
