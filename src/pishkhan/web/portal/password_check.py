"""Which rules a password being typed breaks: the page ticks what it can tell by itself, and asks here for the rest.
Nothing of it is kept or logged."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.web.portal.activation import KEPT

LONGEST = 200


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The keys of the rules that are broken, by what is known of whoever types; 429 for who asks too often."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        identity.count_checks(actor)
    except DomainError:
        return JsonResponse({}, status=429)
    policy = identity.password_policy(actor.institution_id)
    password = request.POST.get("password", "")[:LONGEST]
    return JsonResponse({"broken": identity.broken_password_rules(password, policy, _known(request, actor))})


def _known(request: HttpRequest, actor: Actor) -> identity.PasswordContext:
    """The person who is logged in or has just proved a code, else what stands in the form."""
    proved = (request.session.get(KEPT) or {}).get("person")
    who = actor.person_id or (UUID(proved) if proved else None)
    if who:
        return identity.password_context_of(identity.person(who))
    return identity.registering.password_context(actor.institution_id, {n: str(v) for n, v in request.POST.items()})
