"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pishkhan.notifications import api as notifications
from pishkhan.plumbing.actor import Actor
from pishkhan.web.middleware import THEME_COOKIE
from pishkhan.web.sitting import sitting_of


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person as the top strip shows them."""

    name: str
    number: str
    role_line: str
    is_staff: bool
    is_administrator: bool


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The common context. Never fails: error pages use it too."""
    language = (get_language() or "fa")[:2]
    institution = getattr(request, "institution", None)
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    found: dict[str, Any] = {
        "demo": settings.DEMO, "institution": institution, "lang": language,
        "dir": "rtl" if language == "fa" else "ltr", "theme": theme if theme in {"light", "dark"} else "auto",
        "me": None, "unread": 0, "my_open": 0, "my_unread": 0, "nav": [], "sitting": None,
        "outside": getattr(request, "outside", None),
    }  # fmt: skip
    user = getattr(request, "user", None)
    if institution is not None:
        found["nav"] = _nav(request, known=bool(user and user.is_authenticated))
    if institution is None or user is None or not user.is_authenticated or user.institution_id != institution.id:
        return found
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found["me"] = Me(
        name=(language == "en" and user.full_name_en) or user.full_name, number=user.facts.get("shown_number", ""),
        role_line=user.facts.get("role_line", {}).get(language, ""), is_staff=actor.is_staff,
        is_administrator=actor.is_administrator,
    )  # fmt: skip
    found["sitting"] = sitting_of(request)
    known = getattr(user, "unread", None)
    found["unread"] = notifications.unread_count(actor) if known is None else known
    if not actor.is_staff:
        found["my_open"] = getattr(user, "open_requests", 0)
        found["my_unread"] = getattr(user, "unread_requests", 0)
    return found


def _nav(request: HttpRequest, *, known: bool) -> list[tuple[str, str, str, bool]]:
    here = request.path
    links = [("/", _("Home"), "home"), ("/services/", _("Services"), "list")]
    if known and not request.actor.is_staff:  # type: ignore[attr-defined]
        links.append(("/requests/", _("My requests"), "file"))
        if getattr(request.user, "may_pay", False) or getattr(request.user, "open_dues", 0):
            links.append(("/payments/", _("Payments"), "card"))
    if known and request.actor.is_staff:  # type: ignore[attr-defined]
        links.append(("/desk/", _("Inbox"), "inbox"))
    links.append(("/help/", _("Help"), "book"))
    return [(url, label, icon, here == url or (url != "/" and here.startswith(url))) for url, label, icon in links]
