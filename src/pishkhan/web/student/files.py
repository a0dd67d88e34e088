"""Giving out files, each only to the person it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.files import sent as sent
from pishkhan.web.student import filling as work
from pishkhan.web.student import guests
from pishkhan.web.student.access import actor_of, chosen, own_request, read_request, service, signed_in


@signed_in
def of_draft(request: HttpRequest, key: str, field: str) -> HttpResponse:
    """A file of one's own draft, to look at before filing."""
    actor = actor_of(request)
    enrolment = chosen(identity.enrolments_of(actor), request.GET.get("enrolment", ""))
    if enrolment is None:
        raise Http404
    filling = work.load(actor=actor, kind=service(request, key), enrolment=enrolment)
    if field not in filling.files:
        raise Http404
    return sent(filling.files[field])


@signed_in
def of_correction(request: HttpRequest, number: str, return_id: UUID, field: str) -> HttpResponse:
    """A file of one's own correction that is not sent yet."""
    found = own_request(request, number)
    row = next((each for each in servicedesk.open_returns(found) if each.id == return_id), None)
    if row is None:
        raise Http404
    filling = work.load_return(actor=actor_of(request), found=found, row=row)
    if field not in filling.files:
        raise Http404
    return sent(filling.files[field])


@signed_in
def of_request(request: HttpRequest, number: str, attachment_id: UUID) -> HttpResponse:
    """A file of one's own request; who takes part in it has those of the messages they read."""
    found = read_request(request, number)
    for attachment in guests.files(actor_of(request), found):
        if attachment.id == attachment_id:
            return sent(attachment.file)
    raise Http404


@signed_in
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The signed PDF. It exists a moment after it was issued, when its file is made."""
    found = clearance.certificate_of(own_request(request, number).id)
    if found is None or found.file is None:
        raise Http404
    return sent(found.file)
