"""Second factors of somebody who lost them: which there are, and taking them away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around


@administrators
@require_http_methods(["GET", "POST"])
def factors(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the person has; a POST removes all of it, with the reason that stays in the log."""
    actor, wrong = actor_of(request), ""
    person = identity.person_here(actor, person_id)
    if person is None:
        raise Http404
    if request.method == "POST":
        try:
            identity.remove_factors(actor=actor, person_id=person_id, reason=request.POST.get("reason", ""))
        except DomainError as error:
            wrong = phrases.sentence(error)
        else:
            said.success(request, _("The second factors are gone, the sessions have ended, and the person was told."))
            return redirect("console-person", person_id)
    reason = Field(
        id="reason", name="reason", label=_("How you checked who they are"), type="textarea", width="full",
        value=request.POST.get("reason", ""), errors=[wrong] if wrong else (), maxlength=400,
    )  # fmt: skip
    context = {
        **around(request, "console-people"), "person": person, "found": identity.factors_of(person_id),
        "reason": reason, "own": person.id == actor.me, "errors": [("reason", wrong)] if wrong else [],
    }  # fmt: skip
    return render(request, "console/factors.html", context, status=422 if wrong else 200)
