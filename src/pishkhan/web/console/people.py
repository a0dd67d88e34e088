"""People: find one, see what is known and where from, close or open the account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Role
from pishkhan.plumbing.texts import pick
from pishkhan.web import people_words, phrases
from pishkhan.web.account.words import HAPPENED
from pishkhan.web.components import numbers
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.console.incidents import ROLES

HERE = "console-people"
LONGEST = 100

KINDS: Mapping[str, Promise] = {
    "student_number": lazy("Student number"), "national_id": lazy("National code"), "mobile": lazy("Mobile"),
    "email": lazy("E-mail"), "staff_code": lazy("Staff code"), "fida": lazy("FIDA code"),
    "passport": lazy("Passport number"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the log in words."""

    what: str
    at: Any
    network: str
    agent: str
    by_other: bool
    reason: str
    fields: str


@administrators
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """By name, or who was searched for."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    after = uuid_of(request.GET.get("after"))
    found, following = identity.keeping.page(actor_of(request), text=text, after=after)
    rows = [(person, person.shown_name, person.facts.get("shown_number", ""), badge(person)) for person in found]
    context = {**around(request, HERE), "rows": rows, "q": text, "following": following, "later": after is not None}
    return render(request, "console/people.html", context)


def badge(person: identity.Person) -> tuple[str, str, str]:
    """Tone, icon and words of an account's state."""
    if not person.is_active:
        return "debt", "lock", _("Closed")
    if person.directory_name or person.has_usable_password():
        return "done", "check", _("Open")
    return "wait", "hour", _("Not activated yet")


@administrators
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _page(request, person_id)


@administrators
@require_POST
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Nobody logs in to the account any more."""
    return _switch(request, person_id, identity.keeping.close_account, _("The account is closed; who was in is out."))


@administrators
@require_POST
def reopen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _switch(request, person_id, identity.keeping.open_account, _("The account is open again."))


@administrators
@require_POST
def unlock(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let somebody sign in again whom the directory locked out."""
    try:
        identity.directory_accounts.unlock(actor=actor_of(request), person_id=person_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, person_id, wrong=phrases.sentence(error), place="unlock", status=422)
    said.success(request, _("The account is unlocked in the directory. The person can log in again at once."))
    return redirect("console-person", person_id)


def _switch(request: HttpRequest, person_id: UUID, verb: Callable[..., None], done: str) -> HttpResponse:
    try:
        verb(actor=actor_of(request), person_id=person_id, reason=request.POST.get("reason", ""))
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, person_id, wrong=phrases.sentence(error), status=422)
    said.success(request, done)
    return redirect("console-person", person_id)


def _page(
    request: HttpRequest, person_id: UUID, *, wrong: str = "", place: str = "reason", status: int = 200
) -> HttpResponse:
    actor, typed = actor_of(request), to_latin(request.GET.get("before", ""))
    before = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
    try:
        card = identity.keeping.card(actor, person_id)
        log = identity.keeping.log(actor, person_id, before=before)
    except DomainError:
        raise Http404 from None
    reason = Field(
        id="reason", name="reason", label=_("Reason"), type="textarea", required=True, maxlength=500, rows=2,
        value=request.POST.get("reason", ""), errors=[wrong] if wrong and place == "reason" else (),
        help=_("Kept in the history."),
    )  # fmt: skip
    context = {
        **around(request, HERE), "card": card, "name": card.person.shown_name, "badge": badge(card.person),
        "identifiers": [(KINDS[each.kind], _shown(each)) for each in card.identifiers],
        "memberships": [(pick(row.unit.name), ROLES[Role(row.role)], row) for row in card.memberships],
        "sources": _sources(card), "log": [_line(each) for each in log], "reason": reason,
        "own": card.person.id == actor.me, "errors": [(place, wrong)] if wrong else [],
        "in_directory": identity.directory_accounts.in_directory(actor.institution_id),
        "older": log[-1].seq if len(log) == identity.keeping.PAGE else None,
    }  # fmt: skip
    return render(request, "console/person.html", context, status=status)


def _shown(each: Any) -> SafeString:
    return numbers.ltr(each.mask) if each.kind in ("email", "staff_code") else numbers.isolated(each.mask)


def _sources(card: Any) -> list[tuple[str, str, bool]]:
    """Field, the source it belongs to, and whether a rule says so. No rule goes above two officers."""
    ours = {key: source for key, source in card.origins.items() if source == "rescue"}
    rules = {key: source for key, source in card.owners.items() if key not in ours}
    found = {**card.origins, **rules}
    named = [(people_words.column(key), source_name(source), key in rules) for key, source in found.items()]
    return sorted(row for row in named if row[0])


def source_name(source: str) -> str:
    """Our own sources in words; a list by the name it was given."""
    ours = {
        "rescue": _("changed by two officers"), "person": _("written by the person"), "directory": _("the directory"),
        "staff": _("written by an officer"),
    }  # fmt: skip
    return ours.get(source, source)


def _line(each: Any) -> Happened:
    fields = "، ".join(people_words.column(key) or key for key in each.detail.get("fields", []))
    return Happened(
        str(HAPPENED[each.record][1]), each.at, each.network, each.agent, each.by_other,
        each.detail.get("reason", ""), fields,
    )  # fmt: skip
