"""The public front: home, news, notices, calendar, questions, rules and pages. Anybody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import closed_days
from pishkhan.web.components import dates
from pishkhan.web.portal import reading
from pishkhan.web.portal.catalogue import catalogue, such_as
from pishkhan.web.portal.views import chooser
from pishkhan.web.student import drafts

Kind = organisation.ArticleKind
HOME_NEWS, HOME_NOTICES, HOME_EVENTS = 6, 4, 3


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the side menu."""

    title: str
    url: str
    who: str = ""


def here(request: HttpRequest) -> UUID:
    institution_id: UUID = request.institution.id  # type: ignore[attr-defined]
    return institution_id


def home(request: HttpRequest) -> HttpResponse:
    """The institution's front, or the chooser on the bare address."""
    institution = request.institution  # type: ignore[attr-defined]
    if institution is None:
        return chooser(request)
    context = home_context(request, organisation.front.blocks(institution.id))
    return render(request, "home.html", {**context, "drafts": drafts.of_visitor(request)})


def home_context(request: HttpRequest, blocks: Mapping[str, organisation.ArticleVersion]) -> dict[str, Any]:
    """What the home page is drawn from, with these parts of the front."""
    institution = request.institution  # type: ignore[attr-defined]
    place, texts, directorates = institution.id, institution.texts, catalogue(request)
    news, more = organisation.front.dated(place, Kind.NEWS, most=HOME_NEWS)
    notices, older = organisation.front.dated(place, Kind.PROCESS, most=HOME_NOTICES)
    events = [reading.read(each) for each in organisation.front.events(place, timezone.localdate(), most=HOME_EVENTS)]
    hero, register, calendar = (reading.block(blocks, key) for key in ("hero", "register", "calendar"))
    return {
        "banner": " · ".join(reading.block(blocks, "banner")["lines"]), "headline": hero["title"],
        "lead": " ".join(hero["lines"]), "directorates": directorates, "words": texts.get("login", {}),
        "register": register, "popular": _popular(directorates, texts.get("popular", [])),
        "such_as": such_as(directorates, texts.get("popular", [])),
        "quick": [_quick(row) for row in texts.get("quick", [])],
        "notices": [reading.read(each) for each in notices], "notices_more": older is not None,
        "news": [reading.read(each) for each in news], "news_more": more is not None, "events": events,
        "calendar_title": calendar["title"], "menu": _menu(calendar["title"], events), "today": timezone.localdate(),
        "closed_soon": closed_days.at_hand(place),
    }  # fmt: skip


def _popular(directorates: list[dict[str, Any]], keys: list[str]) -> list[tuple[str, str]]:
    return [(kind["url"], kind["title"]) for group in directorates for kind in group["types"] if kind["key"] in keys]


def _quick(row: dict[str, Any]) -> Link:
    """A way to pay with the centre chosen already (D1)."""
    return Link(pick(row["title"]), f"{reverse('payments')}?centre={row['centre']}", who=pick(row.get("lead")))


def _menu(calendar: str, events: list[reading.Read]) -> list[Link]:
    """The side menu (E2)."""
    today = timezone.localdate()
    day = next((each.day for each in events if each.day and each.day >= today), None)
    following = _("Next: %(day)s") % {"day": dates.plain(day)} if day else ""
    return [
        Link(calendar or _("Calendar"), reverse("calendar"), who=following),
        Link(_("Frequently asked questions"), reverse("questions"), who=_("Short answers to what is often asked")),
        Link(_("Services"), reverse("services"), who=_("What can be asked for, and by whom")),
        Link(_("About the processes"), reverse("processes"), who=_("What changes in how requests are handled")),
        Link(_("Guides"), reverse("help"), who=_("How to begin, step by step")),
        Link(_("Contact and support"), reverse("contact"), who=_("Also if you cannot log in")),
    ]


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    return _dated(request, Kind.NEWS)


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    return _dated(request, Kind.PROCESS)


def _dated(request: HttpRequest, kind: str) -> HttpResponse:
    before = _place(request.GET.get("before", ""))
    rows, following = organisation.front.dated(here(request), kind, before=before)
    context = {
        "title": reading.PLACES[Kind(kind)][1], "items": [reading.read(row) for row in rows],
        "following": f"{following[0].isoformat()}.{following[1]}" if following else "",
        "later": before is not None, "is_news": kind == Kind.NEWS,
    }  # fmt: skip
    return render(request, "front/list.html", context)


def _place(typed: str) -> organisation.front.Place | None:
    """Where the page before ended; nothing for what nobody wrote."""
    day, _dot, row = typed.partition(".")
    found = uuid_of(row)
    try:
        return (date.fromisoformat(day), found) if found else None
    except ValueError:
        return None


@require_GET
def news_item(request: HttpRequest, news: str) -> HttpResponse:
    return _item(request, Kind.NEWS, news)


@require_GET
def process_item(request: HttpRequest, process: str) -> HttpResponse:
    return _item(request, Kind.PROCESS, process)


@require_GET
def page(request: HttpRequest, page: str) -> HttpResponse:
    return _item(request, Kind.PAGE, page)


def _item(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    found = organisation.front.one_shown(here(request), kind, key)
    if found is None:
        raise Http404
    return render(request, "front/article.html", item_context(reading.read(found)))


def item_context(item: reading.Read) -> dict[str, Any]:
    """What the page of one article is drawn from."""
    name, title = reading.PLACES[Kind(item.kind)]
    return {"item": item, "back_url": reverse(name), "back_words": _("Home") if item.kind == Kind.PAGE else title}


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What is to come, and the latest that is over."""
    place, today = here(request), timezone.localdate()
    context = {
        "title": reading.block(organisation.front.blocks(place), "calendar")["title"] or _("Calendar"),
        "coming": [reading.read(row) for row in organisation.front.events(place, today, most=100)],
        "over": [reading.read(row) for row in organisation.front.past_events(place, today)], "today": today,
        "closed_days": closed_days.coming(place),
    }  # fmt: skip
    return render(request, "front/calendar.html", context)


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Questions of the site, then those of each service."""
    place = here(request)
    rows = [reading.read(row) for row in organisation.front.in_order(place, Kind.QUESTION)]
    groups = [("", "", [row for row in rows if not row.about])]
    for kind in servicedesk.public_types(place):
        of_type = [row for row in rows if row.about == kind.key]
        groups.append((pick(kind.name), reverse("service", args=[kind.key]), of_type))
    return render(request, "front/questions.html", {"groups": [group for group in groups if group[2]]})


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    rows = organisation.front.in_order(here(request), Kind.TERMS)
    return render(request, "front/terms.html", {"items": [reading.read(row) for row in rows]})


@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    """How to begin: the guides of every service (B1), those written in the console, and notices in full, because
    forms lead to them by their place on this page."""
    place = here(request)
    notices, _following = organisation.front.dated(place, Kind.PROCESS)
    context = {
        "services": guide_rows(place), "notices": [reading.read(row) for row in notices],
        "articles": [reading.read(row) for row in organisation.front.in_order(place, Kind.GUIDE)],
    }  # fmt: skip
    return render(request, "help.html", context)


def guide_rows(institution_id: UUID) -> list[dict[str, Any]]:
    """Services that come with guides, with those under keys of their own."""
    return [
        {
            "key": kind.key, "name": kind.name,
            "guides": [{**guide, "key": f"{kind.key}-{guide['key']}"} for guide in kind.rules["guides"]],
        }
        for kind in servicedesk.public_types(institution_id)
        if kind.rules.get("guides")
    ]  # fmt: skip
