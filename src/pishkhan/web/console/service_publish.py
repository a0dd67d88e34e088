"""«بررسی و انتشار»: what is missing, with the way there; publishing; taking the draft out or throwing it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as done
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import service_words, stamps
from pishkhan.web.console.access import actor_of, administrators
from pishkhan.web.console.service_pages import FORM, HERE, about_draft, address, building, draft_of, said
from pishkhan.web.console.services import as_zip


@administrators
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The faults; a post publishes what has none."""
    draft, wrong = draft_of(request, draft_id), ""
    if request.method == "POST":
        try:
            rev = stamps.number_of(request, "rev")
            kind = building.publish(actor=actor_of(request), draft_id=draft.id, rev=rev)
        except DomainError as error:
            wrong = said(error)
        else:
            done.success(request, _("“%(name)s” is published. New requests begin with it.") % {"name": pick(kind.name)})
            return redirect(HERE)
    faults = [
        (_url(draft, fault), _place(draft, fault), service_words.sentence(fault.code, fault.params))
        for fault in building.check(draft)
    ]
    context = {**about_draft(request, draft, "console-service-publish"), "faults": faults, "wrong": wrong}
    return render(request, "console/service_publish.html", context, status=422 if wrong else 200)


def _url(draft: servicedesk.ServiceDraft, fault: building.Fault) -> str:
    if fault.place == "about":
        anchor = {"group": "group", "closes": "closes_day"}.get(fault.item, f"{fault.item}_fa")
        return f"{address('console-service', draft)}#f-{anchor}"
    if fault.place == "documents":
        return f"{address('console-service-documents', draft)}#{fault.item}"
    if fault.place == "route":
        if fault.item:
            return address("console-service-step", draft, fault.item)
        return address("console-service-route", draft)
    if fault.item:
        return address("console-service-field", draft, fault.sheet, fault.item)
    return address("console-service-form", draft, fault.sheet)


def _place(draft: servicedesk.ServiceDraft, fault: building.Fault) -> str:
    if fault.place == "form" and fault.sheet != FORM:
        return _("Route")
    return {
        "about": _("Service"), "form": _("Form"), "documents": _("Documents and guides"), "route": _("Route"),
    }[fault.place]  # fmt: skip


@administrators
@require_GET
def export(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft as pack data."""
    draft = draft_of(request, draft_id)
    return as_zip(draft.key, building.pack_draft(draft, building.type_of(draft)))


@administrators
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw the draft away; a published service stays as it is."""
    try:
        building.discard(actor=actor_of(request), draft_id=draft_id)
    except DomainError:
        raise Http404 from None
    done.success(request, _("The draft is thrown away."))
    return redirect(HERE)
