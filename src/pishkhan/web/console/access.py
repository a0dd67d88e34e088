"""The console is for administrators; to everybody else it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.plumbing import incidents
from pishkhan.plumbing.actor import Actor, Role
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


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """The rail of the console; `here` is the name of the page's address."""
    actor = actor_of(request)
    open_ones = incidents.visible_to(actor).filter(state="open").count()
    pages = [
        ("console", _("Processes"), "flow", None), ("console-incidents", _("Incidents"), "pulse", open_ones),
        ("console-certificates", _("Certificates"), "shield", None), ("console-keys", _("Signing key"), "lock", None),
        ("console-migration", _("Moving cases"), "refresh", None),
    ]  # fmt: skip
    links = [(reverse(name), label, icon, name == here, count) for name, label, icon, count in pages]
    side = [{"title": "", "links": links}]
    if any(m.role is not Role.ADMINISTRATOR for m in actor.memberships):
        side.append({"title": _("Office"), "links": [(reverse("desk-inbox"), _("Inbox"), "inbox", False, None)]})
    nav = [link[:4] for group in side for link in group["links"]]
    return {"side": side, "nav": nav, "search_url": reverse("console-certificates"), "home_url": reverse("console")}
