"""What other systems were told: the log of an address, one delivery, and telling it once more."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import webhooks_log as log
from pishkhan.web import phrases
from pishkhan.web.components.numbers import bare
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.console.webhooks import HERE, event_words, found

Badge = tuple[str, str, str]


def state_words() -> dict[str, Badge]:
    """Tone, icon and words."""
    return {
        "waiting": ("open", "hour", _("Waiting")), "done": ("done", "check", _("Taken")),
        "failed": ("debt", "stop", _("Failed")),
    }  # fmt: skip


def answer_words(row: notifications.HookDelivery) -> str:
    """What came of the last try."""
    if row.status:
        return _("It answered %(status)s.") % {"status": bare(str(row.status))}
    return {
        "slow": _("It did not answer in time."), "unreachable": _("Nobody answers at this address."),
        "tls": _("Its certificate is not in order."), "broken": _("The connection broke off."),
        "off": _("The address was switched off."), "large": _("It was too large to be sent."),
        "hook_inside": _("The name leads inside the house now; it was not called."),
        "hook_unknown_host": _("Nobody knows the name."),
    }.get(row.answer, "")  # fmt: skip


@administrators
@require_GET
def listing(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Newest first, by state."""
    hook, actor = found(request, hook_id), actor_of(request)
    states, names = state_words(), event_words()
    state = request.GET.get("state", "")
    state = state if state in states else ""
    before = uuid_of(request.GET.get("before"))
    page = log.page(actor, hook.id, state=state, before=before)
    context = {
        **around(request, HERE), "hook": hook, "state": state,
        "states": [(key, words[2]) for key, words in states.items()],
        "lines": [(row, names.get(row.event, row.event), states[row.state]) for row in page.rows],
        "older": urlencode({"state": state, "before": page.next}) if page.next else "",
        "newest": urlencode({"state": state}) if before else "",
        "days": log.failed_days(actor, hook.id),
    }  # fmt: skip
    return render(request, "console/webhook_log.html", context)


@administrators
@require_GET
def one(request: HttpRequest, hook_id: UUID, hook_delivery_id: UUID) -> HttpResponse:
    """What was sent, and what came of it."""
    row = _delivery(request, hook_id, hook_delivery_id)
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "hook": row.webhook, "badge": state_words()[row.state],
        "what": event_words().get(row.event, row.event), "outcome": answer_words(row) if row.tries else "",
        "body": json.dumps(row.body, ensure_ascii=False, indent=2),
        "said": row.answer if row.status else "",
    }  # fmt: skip
    return render(request, "console/webhook_delivery.html", context)


@administrators
@require_POST
def replay(request: HttpRequest, hook_id: UUID, hook_delivery_id: UUID) -> HttpResponse:
    """Tell it once more."""
    row = _delivery(request, hook_id, hook_delivery_id)
    try:
        made = log.replay(actor=actor_of(request), hook_id=hook_id, delivery_id=row.id)
    except DomainError as error:
        said.error(request, phrases.sentence(error))
        return redirect("console-webhook-delivery", hook_id, row.id)
    said.success(request, _("It is being told once more. What it answers appears here."))
    return redirect("console-webhook-delivery", hook_id, made.id)


@administrators
@require_POST
def replay_day(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Tell once more what failed of a day."""
    hook = found(request, hook_id)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    try:
        count = log.replay_failed(actor=actor_of(request), hook_id=hook.id, day=day)
    except DomainError as error:
        said.error(request, phrases.sentence(error))
    else:
        if count:
            said.success(request, _("%(count)s are being told once more.") % {"count": bare(str(count))})
        else:
            said.info(request, _("Everything of this day was told again already."))
    return redirect("console-webhook-log", hook.id)


def _delivery(request: HttpRequest, hook_id: UUID, delivery_id: UUID) -> notifications.HookDelivery:
    """Raises Http404."""
    try:
        return log.one(actor_of(request), hook_id, delivery_id)
    except DomainError:
        raise Http404 from None
