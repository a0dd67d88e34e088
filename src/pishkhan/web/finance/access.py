"""The room of the accounts is for those who keep them; lists of dues also for whoever leads an office."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.web.entry import signed_in

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def accountants(view: View) -> View:
    """Raises Http404 for everybody who does not keep the accounts here."""
    return _only(payments.keeps_accounts, view)


def listers(view: View) -> View:
    """Raises Http404 for everybody who may bring in no office's list of dues."""
    return _only(brings_lists, view)


def brings_lists(actor: Actor) -> bool:
    """Whether the actor keeps the accounts, or leads or manages an office."""
    return payments.keeps_accounts(actor) or bool(actor.units([Role.LEAD]))


def _only(may: Callable[[Actor], bool], view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not may(actor_of(request)):
            raise Http404
        return view(request, **kwargs)

    return signed_in(asked)


Page = tuple[str, str, str, Callable[[Actor], bool]]
"""Name of the address, words, icon, who sees it."""


def _pages() -> list[Page]:
    accounts = payments.keeps_accounts
    return [
        ("finance", _("Money"), "coin", accounts), ("finance-payments", _("Payments"), "card", accounts),
        ("finance-refunds", _("Refunds"), "undo", accounts), ("finance-reports", _("Reports"), "chart", accounts),
        ("finance-bank", _("Bank's reports"), "list", accounts), ("finance-balance", _("Balance"), "check", accounts),
        ("finance-subjects", _("Subjects of payment"), "flag", accounts),
        ("finance-terminals", _("Terminals"), "lock", accounts),
        ("finance-dues", _("Debts of students"), "coin", brings_lists),
        ("finance-lists", _("Lists of debts"), "list", brings_lists),
        ("finance-plans", _("Instalment plans"), "cal", brings_lists),
    ]  # fmt: skip


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """The rail of the room; `here` is the name of the page's address."""
    actor = actor_of(request)
    links = [(reverse(name), label, icon, name == here, None) for name, label, icon, may in _pages() if may(actor)]
    side: list[dict[str, Any]] = [{"title": "", "links": links}]
    if any(m.role not in (Role.ADMINISTRATOR, Role.ACCOUNTANT) for m in actor.memberships):
        side.append({"title": _("Office"), "links": [(reverse("desk-inbox"), _("Inbox"), "inbox", False, None)]})
    if actor.is_administrator:
        side.append({"title": _("Administration"), "links": [(reverse("console"), _("Console"), "flow", False, None)]})
    nav = [link[:4] for group in side for link in group["links"]]
    return {"side": side, "nav": nav, "home_url": side[0]["links"][0][0]}
