"""Who else has a task's page open: a calm notice before two people do the same work. It lives half a minute in the
shared cache and decides nothing; the optimistic lock does."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.plumbing.actor import Actor
from pishkhan.web import saving
from pishkhan.web.components import dates
from pishkhan.workflow import api as workflow

LIVES = 30
"""Seconds after the last sign of a page."""
MOST = 10
"""People named at once."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else with the page open, since when, and whether they write."""

    name: str
    since: datetime
    writes: bool

    @property
    def words(self) -> str:
        values = {"who": self.name, "time": dates.plain_clock(self.since)}
        if self.writes:
            return _("%(who)s is writing here since %(time)s.") % values
        return _("%(who)s has this task open since %(time)s.") % values


def sign(actor: Actor, name: str, task_id: UUID, *, writes: bool = False) -> list[Present]:
    """Say that the actor has the page open; who else has."""
    key, now = f"here:{task_id.hex}", time.time()
    known: dict[str, tuple[str, float, float, bool]] = cache.get(key) or {}
    fresh = {who: seen for who, seen in known.items() if now - seen[2] < LIVES}
    since = fresh[actor.me.hex][1] if actor.me.hex in fresh else now
    fresh[actor.me.hex] = (name, since, now, writes)
    # Two who write at once may forget one of them until the next sign, some seconds later.
    cache.set(key, dict(sorted(fresh.items(), key=lambda each: -each[1][2])[:MOST]), LIVES)
    return [
        Present(name, datetime.fromtimestamp(began, UTC), typing)
        for who, (name, began, _seen, typing) in sorted(fresh.items(), key=lambda each: each[1][1])
        if who != actor.me.hex
    ]


@require_POST
def here(request: HttpRequest, task_id: UUID) -> JsonResponse:
    """A sign of the page every few seconds; answers with sentences about the others."""
    if not request.user.is_authenticated:
        return saving.logged_out()
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not workflow.workable_by(actor).filter(id=task_id).exists():
        raise workflow.NotYours
    others = sign(actor, request.user.shown_name, task_id, writes=request.POST.get("writes") == "1")
    return JsonResponse({"words": [each.words for each in others]})
