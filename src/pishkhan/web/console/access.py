"""The console is for administrators; to everybody else it does not exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.plumbing import incidents
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.entry import signed_in

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def administrators(view: View) -> View:
    """Raises Http404 for everybody who is not an administrator here."""

    @wraps(view)
    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not actor_of(request).is_administrator:
            raise Http404
        return view(request, **kwargs)

    return signed_in(asked)


Page = tuple[str, str, str, int | None]
"""Name of the address, words, icon, how many things want to be looked at."""


def _links(pages: Sequence[Page], here: str) -> list[tuple[str, str, str, bool, int | None]]:
    return [(reverse(name), label, icon, name == here, count) for name, label, icon, count in pages]


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """The rail of the console; `here` is the name of the page's address."""
    actor = actor_of(request)
    open_ones = incidents.visible_to(actor).filter(state="open").count()
    pages: list[Page] = [
        ("console", _("Processes"), "flow", None), ("console-incidents", _("Incidents"), "pulse", open_ones),
        ("console-certificates", _("Certificates"), "shield", None), ("console-keys", _("Signing key"), "lock", None),
        ("console-migration", _("Moving cases"), "refresh", None), ("console-services", _("Services"), "list", None),
        ("console-calendar", _("Calendar"), "cal", None),
    ]  # fmt: skip
    about: list[Page] = [
        ("console-messages", _("Log of messages"), "msg", None),
        ("console-accounts", _("Providers"), "send", notifications.in_trouble(actor) or None),
        ("console-texts", _("Texts of messages"), "pen", None),
        ("console-limits", _("Limits and cost"), "coin", None),
    ]
    people: list[Page] = [
        ("console-people", _("People"), "users", None), ("console-imports", _("Lists of people"), "list", None),
        ("console-sources", _("Sources of the fields"), "flow", None),
        ("console-rescues", _("Changes of mobile"), "phone", identity.rescues.count_open(actor) or None),
        ("console-tokens", _("API tokens"), "card", None),
        ("console-webhooks", _("Systems that are told news"), "send", None),
        ("console-clients", _("Systems that log in here"), "go", None),
        ("console-account-rules", _("Rules of accounts"), "user", None),
        ("console-directory", _("Directory"), "id", None),
        ("console-networks", _("Networks"), "flow", None),
    ]  # fmt: skip
    front: list[Page] = [
        ("console-front", _("Public front"), "globe", None),
        ("console-enquiries", _("Questions to the support"), "msg", servicedesk.enquiries.waiting(actor) or None),
    ]
    side: list[dict[str, Any]] = [
        {"title": "", "links": _links(pages, here)}, {"title": _("Front"), "links": _links(front, here)},
        {"title": _("Messages"), "links": _links(about, here)},
        {"title": _("Accounts"), "links": _links(people, here)},
    ]
    offices = [(reverse("finance"), _("Money"), "coin", False, None)]
    if any(m.role not in (Role.ADMINISTRATOR, Role.ACCOUNTANT) for m in actor.memberships):
        offices.insert(0, (reverse("desk-inbox"), _("Inbox"), "inbox", False, None))
    side.append({"title": _("Office"), "links": offices})
    nav = [link[:4] for group in side for link in group["links"]]
    return {"side": side, "nav": nav, "search_url": reverse("console-certificates"), "home_url": reverse("console")}
