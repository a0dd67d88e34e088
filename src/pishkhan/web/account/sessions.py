"""Where one is logged in, and ending it elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.web import phrases
from pishkhan.web.account.home import actor_of
from pishkhan.web.entry import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The open sessions, newest first; a POST ends one by its mark, or all others."""
    actor, current = actor_of(request), request.session.session_key
    if request.method == "POST":
        try:
            if mark := request.POST.get("mark", "")[:40]:
                identity.end_one(actor=actor, mark=mark)
                said = _("That session was ended.")
            else:
                identity.end_sessions(actor=actor, person_id=actor.me, but=current)
                said = _("You are logged in here only; everywhere else you were logged out.")
        except DomainError as error:
            messages.error(request, phrases.sentence(error))
        else:
            messages.success(request, said)
        return redirect("account-sessions")
    found = identity.sessions_of(actor.me, current=current)
    return render(request, "own/sessions.html", {"rows": found, "others": [row for row in found if not row.current]})
