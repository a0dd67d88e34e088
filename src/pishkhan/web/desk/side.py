"""What stands around every page of the desk: the rail of work lists, and the same links behind the small menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk

Link = tuple[str, str, str, bool, int | None]


def around(request: HttpRequest, here: str = "", counts: Mapping[str, int] | None = None) -> dict[str, Any]:
    """`here` is the tab the page shows (all, mine, visit, debt), or empty. Counts only where they are known."""
    inbox, known = reverse("desk-inbox"), counts or {}
    names = [
        ("all", _("Inbox"), "inbox"), ("mine", _("With me"), "user"), ("visit", _("Visits"), "walk"),
        ("debt", _("Debts"), "coin"),
    ]  # fmt: skip
    links: list[Link] = [
        (inbox if key == "all" else f"{inbox}?tab={key}", label, icon, key == here, known.get(key))
        for key, label, icon in names
    ]
    if identity.applicants.decides(request.actor):  # type: ignore[attr-defined]
        registrations = reverse("desk-registrations")
        links.append((registrations, _("Registrations"), "users", request.path.startswith(registrations), None))
    if identity.rescues.may(request.actor):  # type: ignore[attr-defined]
        rescues = reverse("console-rescues")
        links.append((rescues, _("Changes of mobile"), "phone", request.path.startswith(rescues), None))
    if request.actor.units([Role.LEAD]):  # type: ignore[attr-defined]
        office = reverse("desk-office")
        links.append((office, _("My office"), "users", request.path.startswith(office), None))
    if request.actor.is_administrator or request.actor.units([Role.LEAD]):  # type: ignore[attr-defined]
        overdue = reverse("desk-overdue")
        links.append((overdue, _("Overdue"), "alert", request.path.startswith(overdue), None))
    if servicedesk.leads(request.actor):  # type: ignore[attr-defined]
        figures = reverse("desk-figures")
        links.append((figures, _("Dashboard"), "flow", request.path.startswith(figures), None))
    if servicedesk.canned.may_write(request.actor):  # type: ignore[attr-defined]
        canned = reverse("desk-replies")
        links.append((canned, _("Canned replies"), "msg", request.path.startswith(canned), None))
    exports = reverse("desk-exports")
    links.append((exports, _("Exports"), "down", request.path.startswith(exports), None))
    if payments.keeps_accounts(request.actor):  # type: ignore[attr-defined]
        links.append((reverse("finance"), _("Money"), "coin", False, None))
    elif request.actor.units([Role.LEAD]):  # type: ignore[attr-defined]
        links.append((reverse("finance-dues"), _("Debts of students"), "coin", False, None))
    side = [{"title": "", "links": links}]
    if request.actor.is_administrator:  # type: ignore[attr-defined]
        side.append({"title": _("Administration"), "links": [(reverse("console"), _("Console"), "flow", False, None)]})
    flat = [(url, label, icon, current) for group in side for url, label, icon, current, _n in group["links"]]
    return {"side": side, "nav": flat, "search_url": reverse("desk-search"), "home_url": inbox}
