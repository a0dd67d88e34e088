"""Questions of people who wrote to the support without logging in (E4), and the answers to them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-enquiries"


@administrators
@require_GET
def enquiries(request: HttpRequest) -> HttpResponse:
    """Those that wait, or those that were answered; newest first."""
    answered, before = "answered" in request.GET, uuid_of(request.GET.get("before"))
    rows, following = servicedesk.enquiries.page(actor_of(request), answered=answered, before=before)
    context = {
        **around(request, HERE), "rows": rows, "following": following, "later": before is not None,
        "answered": answered,
    }  # fmt: skip
    return render(request, "console/enquiries.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """The question, and its answer or a form for it."""
    wrong = ""
    try:
        row = servicedesk.enquiries.one(actor_of(request), enquiry_id)
    except DomainError:
        raise Http404 from None
    if request.method == "POST":
        try:
            servicedesk.enquiries.answer(
                actor=actor_of(request), enquiry_id=enquiry_id, text=request.POST.get("answer", "")
            )
        except DomainError as error:
            wrong = phrases.sentence(error)
        else:
            said.success(request, _("The answer is on its way by e-mail."))
            return redirect("console-enquiries")
    answer = Field(
        id="answer", name="answer", label=_("The answer"), type="textarea", rows=8, required=True, width="full",
        value=request.POST.get("answer", ""), errors=[wrong] if wrong else (),
        maxlength=servicedesk.enquiries.LONGEST_ANSWER,
        help=_("It goes to the address above by e-mail, with the question below it."),
    )  # fmt: skip
    by = identity.names([row.answered_by]).get(row.answered_by, "") if row.answered_by else ""
    context = {
        **around(request, HERE), "row": row, "answer": answer, "by": by, "errors": [("answer", wrong)] if wrong else [],
    }  # fmt: skip
    return render(request, "console/enquiry.html", context, status=422 if wrong else 200)
