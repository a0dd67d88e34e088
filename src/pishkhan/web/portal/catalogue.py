"""The service desk (B5): groups, the types inside them, and for whom they are open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pishkhan.identity import api as identity
from pishkhan.kernel.text import search_key
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.portal.phrases import why_closed

ICONS = ("grad", "book", "home", "users", "card", "flag", "globe", "phone")
"""Of groups whose pack names none, in their order."""
LONGEST_EXAMPLE = 24
"""Letters."""


def catalogue(request: HttpRequest, text: str = "") -> list[dict[str, Any]]:
    """Groups with those of their types that the visitor may know of; for somebody signed in, with the reason why a
    type is closed to them. A group that has no type at all is named too (E2), but found by no search."""
    institution = request.institution  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    mine = identity.enrolments_of(actor) if request.user.is_authenticated else []
    gate = identity.applicants.closed_to(getattr(request.user, "stage", None))
    sought = search_key(text)
    found, chosen = [], institution.texts.get("icons", {})
    for place, group in enumerate(servicedesk.groups(institution.id)):
        offers = [servicedesk.offer(kind, mine, actor) for kind in group.types.all()]
        types = [_line(one, gate) for one in offers if not one.hidden and _matches(one.type, sought)]
        if types or not (offers or sought):
            found.append(
                {
                    "key": group.key, "title": pick(group.name), "summary": pick(group.summary),
                    "icon": chosen.get(group.key) or ICONS[place % len(ICONS)],
                    "types": types, "url": reverse("service-group", args=[group.key]),
                }
            )  # fmt: skip
    return found


def _line(offer: servicedesk.Offer, gate: str) -> dict[str, Any]:
    kind, why = offer.type, gate or offer.why
    return {
        "key": kind.key, "title": pick(kind.name), "who": pick(kind.summary), "open": not why,
        "url": reverse("service", args=[kind.key]), "why": why_closed(why, kind),
    }  # fmt: skip


def _matches(kind: servicedesk.RequestType, sought: str) -> bool:
    return sought in search_key(pick(kind.name, "fa") + pick(kind.name, "en") + pick(kind.summary))


def services(request: HttpRequest) -> HttpResponse:
    directorates = catalogue(request)
    return render(request, "services.html", {"directorates": directorates, "q": "", "such_as": such_as(directorates)})


def such_as(directorates: list[dict[str, Any]], often: Sequence[str] = ()) -> str:
    """What the shortest name of a service here says, as an example of what to search for: of one asked for often, if
    there are any; empty where none is short enough to be read whole on a telephone."""
    types = [kind for each in directorates for kind in each["types"]]
    chosen = [kind for kind in types if kind["key"] in often] or types
    names = [kind["title"].removeprefix("درخواست ").removesuffix(" request") for kind in chosen]
    found: str = min(names, key=len, default="")
    return found if len(found) <= LONGEST_EXAMPLE else ""


def group(request: HttpRequest, group: str) -> HttpResponse:
    """One group with its types. One that holds nothing for the visitor does not exist. Raises Http404."""
    found = next((each for each in catalogue(request) if each["key"] == group and each["types"]), None)
    if found is None:
        raise Http404
    return render(request, "service_group.html", {"group": found})
