"""What pages that ask for a one-time code share, and the rules of a password beside its field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Channel
from pishkhan.web.components import numbers


def channel(request: HttpRequest) -> Channel:
    """The way the person chose for the code: a text message unless they want a call."""
    return Channel.VOICE if request.POST.get("channel") == "voice" and can_call(request) else Channel.SMS


def can_call(request: HttpRequest) -> bool:
    """Whether the institution has a provider that reads codes by telephone."""
    here = request.institution  # type: ignore[attr-defined]
    return Channel.VOICE in notifications.channels_of(here.id)


def is_live(request: HttpRequest, subject: identity.Subject) -> bool:
    """Whether the browser has a code that may still be tried."""
    here = request.institution  # type: ignore[attr-defined]
    return identity.code_standing(here.id, subject).is_live(timezone.now())


def shown(request: HttpRequest, standing: identity.Standing) -> dict[str, Any]:
    """How the code stands, for components/code_life.html; all seconds by the server's clock."""
    now = timezone.now()
    left = max(0, int((standing.until - now).total_seconds())) if standing.until else 0
    wait = max(0, int((standing.again_at - now).total_seconds())) if standing.again_at else 0
    return {
        "left": left, "live": standing.is_live(now), "life": int(identity.CODE_LIFE.total_seconds()), "wait": wait,
        "by_call": standing.channel is Channel.VOICE, "by_mail": standing.channel is Channel.EMAIL,
        "voice": can_call(request), "spent": standing.spent,
        "guessed": not standing.is_live(now) and standing.until is not None and standing.until > now,
    }  # fmt: skip


def wrong(tried: identity.Tried) -> str:
    """What to say of a code that does not fit: how many tries are left, or to get a new one (E14)."""
    if not tried.left:
        return ""  # the page says by itself that the code is over
    return ngettext(
        "That code is not right. %(n)s try left.", "That code is not right. %(n)s tries left.", tried.left
    ) % {"n": numbers.bare(tried.left)}  # fmt: skip


def agent(request: HttpRequest) -> str:
    """The browser in words."""
    return identity.agent_in_words(request.headers.get("User-Agent", ""))


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule of the password beside its field; `broken`: by what was just typed."""

    key: str
    words: str
    pattern: str
    broken: bool


def rules(policy: identity.Policy, broken: Collection[str] = ()) -> Sequence[ShownRule]:
    """The rules in force, in words (A5, E11)."""
    return [
        ShownRule(rule.key, _words(rule), rule.pattern, rule.key in broken)
        for rule in identity.password_rules(policy)
    ]  # fmt: skip


def _words(rule: identity.Rule) -> str:
    told = {
        "length": _("At least %(n)s characters; a short sentence is good"),
        "digit": _("At least %(n)s digit"),
        "kinds": _("At least %(n)s of these: small letters, capital letters, digits, signs"),
        "own": _("Without your name, numbers or the university's name"),
        "common": _("Not easy to guess, and not one that everybody uses"),
    }[rule.key]
    return told % {"n": numbers.bare(rule.n)}
