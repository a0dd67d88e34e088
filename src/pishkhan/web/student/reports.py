"""«گزارش اشتباه»: what a person says is wrong in the record behind a locked answer (B8).

Until the request is filed the words wait in the draft, under the key of the locked field, whose answer itself always
comes from the record. With filing they become the first public message, which reaches the officer who holds it.
"""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.student import filling as work
from pishkhan.web.student.access import actor_of, chosen, service, signed_in
from pishkhan.web.student.filling import Filling
from pishkhan.web.student.services import form_url

LONGEST = 400
"""Characters of one report; every locked field of a form fits into one message."""


@signed_in
def report(request: HttpRequest, key: str, field: str) -> HttpResponse:
    """Say what is wrong. An empty text takes the report back."""
    actor = actor_of(request)
    enrolment = chosen(identity.enrolments_of(actor), request.GET.get("enrolment", ""))
    if enrolment is None:
        raise Http404
    filling = work.load(actor=actor, kind=service(request, key), enrolment=enrolment)
    asked = filling.form.field(field)
    if asked is None or not asked.locked:
        raise Http404
    if request.method != "POST":
        return _page(request, filling, asked, filling.reports.get(field, ""), "")
    words = request.POST.get("words", "").translate(work.UNSTORABLE)
    if len(clean_display(words)) > LONGEST:
        said = _("The text may have at most %(n)s characters. Shorten it.") % {"n": LONGEST}
        return _page(request, filling, asked, words, said)
    filling.reports.pop(field, None)
    if text := clean_display(words):
        filling.reports[field] = text
    try:
        work.save(filling, rev=filling.rev)
    except DomainError as error:
        return _page(request, filling, asked, words, sentence(error))
    if text:
        messages.success(request, _("Your report is kept. It goes to the officer when you file the request."))
    return redirect(form_url(filling.kind, filling.enrolment))


def _page(request: HttpRequest, filling: Filling, asked: logic.Field, words: str, error: str) -> HttpResponse:
    recorded = logic.show_record(filling.form, filling.record, current()).get(asked.key, "")
    context = {
        "kind": filling.kind, "label": asked.label.in_(current()), "recorded": recorded, "words": words,
        "error": error, "back_url": form_url(filling.kind, filling.enrolment),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "student/report.html", context, status=status)


def listed(filling: Filling) -> list[tuple[str, str]]:
    """Labels and words, in the form's order."""
    fields = [asked for asked in filling.form.fields if asked.key in filling.reports]
    return [(asked.label.in_(current()), clean_display(filling.reports[asked.key])) for asked in fields]


def send(filling: Filling, filed: servicedesk.Request) -> None:
    """Make the reports the first message of the request."""
    lines = [_("“%(label)s”: %(words)s") % {"label": label, "words": words} for label, words in listed(filling)]
    if lines:
        body = "\n".join([_("In my record this is wrong:"), *lines])
        servicedesk.comment(actor=filling.actor, request_id=filed.id, body=body)
