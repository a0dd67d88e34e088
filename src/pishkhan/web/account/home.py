"""«حساب من»: one's own account at a glance, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.plumbing.actor import Actor
from pishkhan.web.account import words
from pishkhan.web.entry import signed_in

FEW = 4
"""Lines of the log on the first page."""
LONGEST_SEQ = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as it is shown."""

    what: identity.Happened
    icon: str
    words: Promise
    unusual: bool


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = identity.factors_of(actor.me)
    context = {
        "apps": len([one for one in found if one.type == "totp"]),
        "keys": len([one for one in found if one.type == "webauthn"]),
        "codes": next((one.left for one in found if one.type == "recovery_codes"), None),
        "must": identity.must_have_factor(actor),
        "sessions": len(identity.sessions_of(actor.me, current=request.session.session_key)),
        "lines": lines(identity.recent(actor, most=FEW)),
    }
    return render(request, "own/home.html", context)


@signed_in
@require_GET
def activity(request: HttpRequest) -> HttpResponse:
    """The log, newest first; older lines behind the last one's number."""
    before = _number(request.GET.get("before", ""))
    found = identity.recent(actor_of(request), before=before, most=identity.RECORDS_PAGE + 1)
    shown, more = found[: identity.RECORDS_PAGE], len(found) > identity.RECORDS_PAGE
    context = {"lines": lines(shown), "before": shown[-1].seq if more else None, "later": before is not None}
    return render(request, "own/activity.html", context)


def _number(typed: str) -> int | None:
    """Raises Http404 for what is no number of a line."""
    typed = to_latin(typed)
    if not typed:
        return None
    if not typed.isascii() or not typed.isdecimal() or len(typed) > LONGEST_SEQ:
        raise Http404
    return int(typed)


def lines(found: Sequence[identity.Happened]) -> list[Line]:
    return [Line(one, *words.HAPPENED[one.record], one.record in words.UNUSUAL) for one in found]
