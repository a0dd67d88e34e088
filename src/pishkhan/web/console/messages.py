"""The log of messages: find one, see what became of it, send it again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel import phone
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications import api as notifications
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.components.fields import Option
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_words as words
from pishkhan.web.console.access import actor_of, administrators, around

LONGEST = 100
HERE = "console-messages"


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the log shows it."""

    row: notifications.Delivery
    who: str
    to: SafeString
    what: str
    channel: str
    badge: names.Badge
    why: str
    account: str
    cost: str


@dataclass(frozen=True, slots=True)
class Try:
    """One try to hand a message over."""

    row: notifications.Attempt
    badge: names.Badge
    what: str
    account: str


@administrators
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """Newest first, or what was searched for."""
    actor, given = actor_of(request), request.GET
    text = given.get("q", "").strip()[:LONGEST]
    chosen = {name: given.get(name, "") for name in ("channel", "state", "message")}
    sought = _sought(actor, text, chosen)
    found, following = notifications.log_page(actor, sought, before=_before(given.get("before", "")))
    people = identity.names([row.person_id for row in found])
    context = {
        **around(request, HERE), "lines": [_line(row, people) for row in found], "q": text, "following": following,
        "newer": "before" in given, "filters": _filters(chosen), "narrowed": bool(text or any(chosen.values())),
    }  # fmt: skip
    return render(request, "console/messages.html", context)


def _before(typed: str) -> int | None:
    typed = to_latin(typed)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def _sought(actor: Actor, text: str, chosen: dict[str, str]) -> notifications.Sought:
    """Where the words of the box lead: an address, else the applicant of a request, else people."""
    blank = notifications.Sought(**chosen)  # type: ignore[arg-type] # its plain words only
    if not text:
        return blank
    if _is_address(text):
        return replace(blank, address=text)
    if applicant := servicedesk.applicant_of(actor, text):
        return replace(blank, people=[applicant])
    people = identity.search_people(institution_id=actor.institution_id, text=text)
    if not people and (number := _mobile(text)):
        return replace(blank, address=number)
    return replace(blank, people=people)


def _is_address(text: str) -> bool:
    """Ten digits that begin with 9 may be a student number as well: those are looked for among people first."""
    return "@" in text or (bool(_mobile(text)) and not to_latin(text).startswith("9"))


def _mobile(text: str) -> str:
    with suppress(Invalid):
        return phone.parse_mobile(text)
    return ""


def _filters(chosen: dict[str, str]) -> list[tuple[str, str, str, Sequence[Option]]]:
    """Name, label, what is chosen and what there is."""
    channels = [Option(each.value, names.channel(each)) for each in notifications.Channel]
    states = [Option("failed", _("Everything that did not arrive"))]
    states += [Option(each.value, str(each.label)) for each in notifications.State]
    kinds = sorted((Option(key, names.name(key)) for key in notifications.registry), key=lambda each: each.label)
    return [
        ("channel", _("Channel"), chosen["channel"], channels), ("state", _("State"), chosen["state"], states),
        ("message", _("Message"), chosen["message"], kinds),
    ]  # fmt: skip


def _line(row: notifications.Delivery, people: dict[UUID, str]) -> Line:
    return Line(
        row, people.get(row.person_id, "") if row.person_id else "", names.shown(row.address or ""),
        names.name(row.message), names.channel(row.channel), names.state(row.state), words.what(row.reason),
        _account(row.account), names.grouped(row.cost) if row.cost else "",
    )  # fmt: skip


def _account(row: notifications.ProviderAccount | None) -> str:
    return names.account(row.name) if row else ""


@administrators
@require_GET
def message(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One message: its words, every try, and what to do next."""
    try:
        told = notifications.one(actor_of(request), delivery_id)
    except DomainError:
        raise Http404 from None
    people = identity.names([told.row.person_id])
    tries = [Try(one, names.outcome(one.outcome), words.what(one.reason), _account(one.account)) for one in told.tries]
    context = {
        **around(request, HERE), "told": told, "row": told.row, "line": _line(told.row, people), "tries": tries,
        "advice": _advice(told.row), "body": [(each, each.startswith("@")) for each in told.body.splitlines()],
    }  # fmt: skip
    return render(request, "console/message.html", context)


def _advice(row: notifications.Delivery) -> str:
    """What to do next where there is anything to do."""
    if row.state == notifications.State.DELIVERED or (row.state == notifications.State.SENT and not row.reason):
        return ""
    if row.urgency == notifications.Urgency.CODE:
        return _("A code is not sent again; its owner asks for a new one, or for another way.")
    if row.reason:
        return words.advice(row.reason)
    if row.state == notifications.State.GATHERED:
        return _("Nothing; it goes with the person's daily e-mail.")
    if row.state == notifications.State.WAITING and row.not_before:
        return _("Nothing; it waits for its time and goes by itself.")
    return ""


@administrators
@require_POST
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send it once more."""
    try:
        notifications.retry(actor=actor_of(request), delivery_id=delivery_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        said.error(request, phrases.sentence(error))
    else:
        said.success(request, _("It is being sent again. What becomes of it appears here."))
    return redirect("console-message", delivery_id)
