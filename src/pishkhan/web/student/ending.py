"""Taking a request back, and taking up one that was closed: each asked on a page of its own first."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import stamps
from pishkhan.web.phrases import block_words, sentence
from pishkhan.web.student.access import actor_of, own_request, signed_in
from pishkhan.workflow.api import Blocked


@signed_in
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The question, then the deed. A request that is closed already shows itself."""
    found = own_request(request, number)
    if found.closed_at:
        return redirect(servicedesk.page_of(found))

    def verb(reason: str) -> None:
        servicedesk.withdraw(actor=actor_of(request), request_id=found.id, reason=reason, key=stamps.key_of(request))

    context: dict[str, object] = {"owed": payments.owed_in_request(found.id, None)}
    said = _("Your request is withdrawn. Nobody works on it any more.")
    return _asked(request, found, "student/withdraw.html", context, verb, said)


@signed_in
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """The same for taking up again; 404 once the days are over."""
    found = own_request(request, number)
    if found.closed_at is None:
        return redirect(servicedesk.page_of(found))
    until = servicedesk.reopenable_until(found)
    if until is None:
        raise Http404

    def verb(reason: str) -> None:
        servicedesk.reopen(actor=actor_of(request), request_id=found.id, reason=reason, key=stamps.key_of(request))

    said = _("Your request is open again, with the office that had it last.")
    return _asked(request, found, "student/reopen.html", {"until": until}, verb, said)


def _asked(
    request: HttpRequest, found: servicedesk.Request, template: str, context: dict[str, object],
    verb: Callable[[str], None], said: str,
) -> HttpResponse:  # fmt: skip
    """The page with its question; a refusal brings it back with the words typed."""
    reason, errors = request.POST.get("reason", ""), []
    if request.method == "POST":
        try:
            verb(reason)
        except Blocked as error:
            errors = [block_words(block) for block in error.blocks]
        except DomainError as error:
            errors = [sentence(error)]
        else:
            messages.success(request, said)
            return redirect(servicedesk.page_of(found))
    context |= {"found": found, "reason": reason, "errors": errors, "key": uuid4().hex}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, template, context, status=status)
