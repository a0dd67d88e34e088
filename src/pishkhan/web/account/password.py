"""Changing one's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.web import phrases
from pishkhan.web.account.home import actor_of
from pishkhan.web.components.fields import Field
from pishkhan.web.entry import signed_in
from pishkhan.web.portal import codes

OF_OLD = {"password_wrong", "too_many"}
"""Refusals that stand at the field of the present password."""


@sensitive_post_parameters()
@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """The present password and the new one. Everywhere else one is logged out; here one stays."""
    actor, faults, errors, status = actor_of(request), [], [], 200
    if request.method == "POST":
        try:
            person = identity.change_own_password(
                actor=actor, old=request.POST.get("old", ""), new=request.POST.get("password", ""),
                agent=codes.agent(request), session=request.session.session_key or "",
            )  # fmt: skip
        except DomainError as error:
            faults = phrases.broken_rules(error)
            errors = [("old" if error.code in OF_OLD else "password", phrases.sentence(error))]
            status = 429 if error.code == "too_many" else 422
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("The password is changed. Everywhere else you were logged out."))
            return redirect("account")
    old = Field(
        id="old", name="old", label=_("Present password"), type="password", width="full",
        errors=[words for field, words in errors if field == "old"],
    )  # fmt: skip
    context = {
        "old": old, "errors": errors, "number": request.user.facts.get("shown_number", ""),  # type: ignore[union-attr]
        "rules": codes.rules(identity.password_policy(actor.institution_id), faults),
    }  # fmt: skip
    return render(request, "own/password.html", context, status=status)
