"""Others on a request: asking them, answering, leaving. The answer to an invitation is the same for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.phrases import sentence
from pishkhan.web.student.access import actor_of, own_request, read_request, signed_in
from pishkhan.workflow.api import NotYours

PLACE = "#h-others"


@signed_in
@require_POST
def invite(request: HttpRequest, number: str) -> HttpResponse:
    found = own_request(request, number)
    try:
        servicedesk.invite(actor=actor_of(request), request_id=found.id, typed=request.POST.get("who", ""))
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        words = _("If this person has an account here, they were asked. You see their name once they accept.")
        messages.success(request, words)
    return redirect(servicedesk.page_of(found) + PLACE)


@signed_in
@require_POST
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    found = own_request(request, number)
    servicedesk.take_back_invitations(actor=actor_of(request), request_id=found.id)
    messages.success(request, _("Invitations that nobody has answered are taken back."))
    return redirect(servicedesk.page_of(found) + PLACE)


@signed_in
@require_POST
def remove(request: HttpRequest, number: str, participant_id: UUID) -> HttpResponse:
    found = own_request(request, number)
    servicedesk.remove(actor=actor_of(request), request_id=found.id, participant_id=participant_id)
    messages.success(request, _("This person no longer takes part."))
    return redirect(servicedesk.page_of(found) + PLACE)


@signed_in
@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    found = read_request(request, number)
    servicedesk.leave(actor=actor_of(request), request_id=found.id)
    messages.success(request, _("You no longer take part in this request."))
    return redirect("my-requests")


@signed_in
@require_POST
def answer(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Accepting leads to the request, declining back to the list. Raises NotYours."""
    accept = request.POST.get("answer") == "accept"
    try:
        row = servicedesk.answer_invitation(actor=actor_of(request), participant_id=participant_id, accept=accept)
    except NotYours:
        raise
    except DomainError as error:
        messages.error(request, sentence(error))
        return redirect("my-requests")
    if not accept:
        messages.success(request, _("You declined the invitation."))
        return redirect("my-requests")
    messages.success(request, _("You take part in this request now."))
    return redirect(servicedesk.page_of(row.request))
