"""The link by which anybody may follow a request of one's own (F5): shown, renewed, switched off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.student.access import actor_of, own_request, signed_in


def around(actor: Actor, found: servicedesk.Request) -> dict[str, Any]:
    """What follow.html needs; nothing for who only takes part in the request."""
    if found.applicant_id != actor.person_id:
        return {"follows": False}
    return {"follows": True, "follow_url": servicedesk.following.address_of(found)}


@signed_in
@require_POST
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """A new link; the one before opens nothing any more."""
    found = own_request(request, number)
    servicedesk.following.renew(actor=actor_of(request), number=found.number)
    messages.success(request, _("There is a new link. The one before does not work any more."))
    return redirect(f"{servicedesk.page_of(found)}#follow")


@signed_in
@require_POST
def switch_off(request: HttpRequest, number: str) -> HttpResponse:
    """No link until a new one is made."""
    found = own_request(request, number)
    servicedesk.following.switch_off(actor=actor_of(request), number=found.number)
    messages.success(request, _("The link is switched off. Nobody can follow the request by it any more."))
    return redirect(f"{servicedesk.page_of(found)}#follow")
