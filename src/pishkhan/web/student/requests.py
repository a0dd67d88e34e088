"""My requests: the list, the page of one, its confirmation, and writing to the officer."""

from __future__ import annotations

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import stamps, uploads
from pishkhan.web.components.status import words as status_words
from pishkhan.web.phrases import sentence
from pishkhan.web.student import case, drafts, pay_offer
from pishkhan.web.student.access import actor_of, own_request, read_request, signed_in, uuid_of
from pishkhan.web.student.services import about, enrolment_title


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """«درخواست‌های من» (B16): drafts first, then requests, newest first, by type and status."""
    actor = actor_of(request)
    kinds = servicedesk.types(actor.institution_id)
    by_key = {kind.key: kind for kind in kinds}
    kind = request.GET.get("type", "")
    status = request.GET.get("status", "")
    kind = kind if kind in by_key else ""
    status = status if status in {servicedesk.UNFINISHED, *servicedesk.CustomerStatus.values} else ""
    before = uuid_of(request.GET.get("before", ""))
    page = servicedesk.my_requests(actor, type_key=kind, status=status, before=before)
    parts = [] if before else servicedesk.my_part(actor)
    context = {
        "rows": [(row, enrolment_title(row.enrolment)) for row in page.rows], "older": page.next, "before": before,
        "kinds": kinds, "type": kind, "status": status, "statuses": _statuses(),
        "drafts": [] if before else drafts.begun(actor, by_key),
        "dues": [] if before else pay_offer.of_visitor(request),
        "invitations": [row for row in parts if row.state == servicedesk.Taking.INVITED and not row.request.closed_at],
        "parts": [row for row in parts if row.state == servicedesk.Taking.ACCEPTED],
    }  # fmt: skip
    return render(request, "student/mine.html", context)


def _statuses() -> list[tuple[str, str]]:
    words = [(value, status_words(value)) for value in servicedesk.CustomerStatus.values]
    return [(servicedesk.UNFINISHED, _("All that are open")), *words]


@signed_in
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one request; opening it counts as having read the conversation."""
    found = read_request(request, number)
    return _page(request, found, about_field=request.GET.get("about", ""))


def _page(
    request: HttpRequest, found: servicedesk.Request, *, body: str = "", error: str = "", about_field: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    context = case.page(actor, found)
    context |= {"body": body or case.error_report(found, about_field), "error": error, "key": uuid4().hex}
    servicedesk.mark_read(actor=actor, request=found)
    return render(request, "student/case.html", context, status=status)


@signed_in
def filed(request: HttpRequest, number: str) -> HttpResponse:
    """The confirmation: the number, and what happens next."""
    found = own_request(request, number)
    return render(request, "student/filed.html", {"found": found, **about(found.type)})


@signed_in
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Write to whoever holds the request now (B13), with files if any. A refused text stays in its box."""
    found = read_request(request, number)
    body = request.POST.get("body", "")
    try:
        key = stamps.key_of(request)
        if found.closed_at:
            raise DomainError("case_closed")
        actor = actor_of(request)
        with uploads.taken(request, found.id) as files:
            if servicedesk.comment(actor=actor, request_id=found.id, body=body, files=files, key=key) is None:
                uploads.forget(files)
    except DomainError as error:
        said = sentence(error)
        return _page(request, found, body=body, error=said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Your message was sent to the officer."))
    return redirect(f"{servicedesk.page_of(found)}#talk")
