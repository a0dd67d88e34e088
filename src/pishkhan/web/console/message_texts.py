"""The words of messages: which there are, and an institution's own in their place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel import sms
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.plumbing.actor import Actor
from pishkhan.web import phrases, stamps
from pishkhan.web.components.language import current
from pishkhan.web.console import message_names as names
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-texts"
LANGUAGES = ("fa", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the list shows it. `changed`: some of the institution's own words are in force."""

    key: str
    name: str
    channels: str
    critical: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    row: notifications.TextVersion
    by: str


@dataclass(frozen=True, slots=True)
class Edited:
    """One text under the pen. `wrong` is what was refused of what stands in `title` and `body`; `places` is what
    stands where, for the preview; `way` its direction; `number` the version it was made from."""

    id: str
    surface: str
    label: str
    language: str
    way: str
    titled: bool
    counted: bool
    title: str
    body: str
    shown: notifications.Text
    parts: int
    places: str
    tail: str
    number: str
    own: bool
    ours: notifications.Text
    wrong: str
    earlier: Sequence[Version]


@administrators
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """All messages by category."""
    everything = notifications.all_previews(actor_of(request))
    groups = [
        (str(each.label), [_line(key, everything[key]) for key in _keys(each)]) for each in notifications.Category
    ]  # fmt: skip
    context = {**around(request, HERE), "groups": [(title, lines) for title, lines in groups if lines]}
    return render(request, "console/message_texts.html", context)


def _keys(category: notifications.Category) -> list[str]:
    return [key for key, kind in notifications.registry.items() if kind.category == category]


def _line(key: str, previews: Sequence[notifications.Preview]) -> Line:
    kind = notifications.registry[key]
    changed = any(each.text != each.ours for each in previews)
    ways = listed([str(each.label) for each in kind.surfaces()])
    return Line(key, names.name(key), ways, kind.critical, changed)


@administrators
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, message: str) -> HttpResponse:
    """The texts of one message in one language; a post puts one of them in force."""
    actor, kind = actor_of(request), notifications.registry.get(message)
    if kind is None:
        raise Http404
    language = request.POST.get("language") or request.GET.get("language") or current()
    if language not in LANGUAGES:
        raise Http404
    refused: tuple[str, str] = ("", "")
    if request.method == "POST":
        surface = request.POST.get("surface", "")
        try:
            _write(request, actor, message, surface, language)
        except DomainError as error:
            if error.code == "not_found":
                raise Http404 from None
            refused = surface, phrases.sentence(error)
        else:
            return redirect(f"{reverse('console-text', args=[message])}?language={language}#t-{surface}")
    edited = _edited(request, actor, message, language, refused)
    context = {
        **around(request, HERE), "kind": kind, "name": names.name(message), "key": message,
        "category": str(notifications.Category(kind.category).label), "language": language, "texts": edited,
        "places": [(place, names.place(kind, place)) for place in kind.placeholders()],
        "errors": [(f"t-{each.surface}", each.wrong) for each in edited if each.wrong],
    }  # fmt: skip
    return render(request, "console/message_text.html", context, status=422 if refused[0] else 200)


def _write(request: HttpRequest, actor: Actor, key: str, surface: str, language: str) -> None:
    """Raises as `notifications.write`, and page_incomplete."""
    if surface not in set(notifications.Surface):
        raise DomainError("not_found")
    number, back = stamps.number_of(request, "number"), "ours" in request.POST
    title, body = ("", "") if back else (request.POST.get("title", ""), request.POST.get("body", ""))
    if not back and not body.strip():
        raise DomainError("text_empty")
    notifications.write(
        actor=actor, message=key, surface=notifications.Surface(surface), language=language, title=title, body=body,
        number=number,
    )  # fmt: skip
    said.success(request, _("The original text is back.") if back else _("Messages go out with this text from now on."))


def _edited(
    request: HttpRequest, actor: Actor, key: str, language: str, refused: tuple[str, str]
) -> list[Edited]:
    found = [each for each in notifications.previews(actor, key) if each.language == language]
    versions = {each.surface: notifications.versions(actor, key, each.surface, language) for each in found}
    people = identity.names([row.written_by for rows in versions.values() for row in rows])
    edited = []
    for each in found:
        earlier = [
            Version(row.number, row, people.get(row.written_by, "") if row.written_by else "")
            for row in versions[each.surface]
        ]
        mine = refused[1] if each.surface == refused[0] else ""
        edited.append(_one(each, request if mine and "ours" not in request.POST else None, mine, earlier))
    return edited


def _one(
    each: notifications.Preview, typed: HttpRequest | None, wrong: str, earlier: Sequence[Version]
) -> Edited:
    title, body, shown, parts, number = each.text.title, each.text.body, each.filled, each.parts, str(each.number)
    if typed:
        number = typed.POST.get("number", "")
        title, body = typed.POST.get("title", ""), typed.POST.get("body", "").replace("\r\n", "\n")
        heading, words = (
            notifications.in_order(notifications.fill(one, each.values), each.language) for one in (title, body)
        )
        whole = words + notifications.fill(each.tail, each.values)
        shown, parts = notifications.Text(heading, whole), sms.parts(whole)
    surface, titled = each.surface, {notifications.Surface.BELL, notifications.Surface.EMAIL}
    return Edited(
        id=f"t-{surface}", surface=surface.value, label=str(surface.label), language=each.language,
        way="rtl" if each.language == "fa" else "ltr", titled=surface in titled,
        counted=surface is notifications.Surface.SMS, title=title, body=body, shown=shown, parts=parts,
        places=json.dumps(dict(each.values), ensure_ascii=False), tail=each.tail, number=number,
        own=each.text != each.ours, ours=each.ours, wrong=wrong, earlier=earlier,
    )  # fmt: skip
