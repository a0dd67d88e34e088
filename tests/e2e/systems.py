"""Systems that are told news and tokens of people, for the pictures; runs in the registrar's process."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pishkhan.identity.domain import own_tokens
from pishkhan.kernel.ids import new_id
from pishkhan.notifications.models import HookDelivery, Webhook
from tests.factories.packs import University

ANSWER = "<html><head><title>502 Bad Gateway</title></head></html>"


def prepared(iums: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    hook = _hook(iums, "بایگانی دانشگاه", "https://archive.example/pishkhan/news", is_on=False)
    _hook(iums, "امور مالی", "https://finance.example:8443/hooks/payments?from=pishkhan", is_on=False)
    _told(hook, "request.filed", "done", status=200, answer="ok")
    _told(hook, "certificate.issued", "done", status=204, answer="")
    told = _told(hook, "request.closed", "failed", status=502, answer=ANSWER, tries=14)
    student = iums.actor("981020304")
    own_tokens.make(actor=student, name="دفترچهٔ من", scopes=["catalogue:read", "requests:read"], days=90)
    row, _ = own_tokens.make(actor=student, name="آزمایش", scopes=["requests:write"], days=5)
    own_tokens.revoke(actor=student, token_id=row.id)
    return {"hook": str(hook.id), "told": str(told.id)}


def _hook(iums: University, name: str, url: str, *, is_on: bool) -> Webhook:
    return Webhook.objects.create(
        institution_id=iums.id, name=name, url=url, secret="whsec_x", made_by=iums.id, is_on=is_on,
        events=["request.filed", "request.closed", "certificate.issued"],
    )  # fmt: skip


def _told(hook: Webhook, event: str, state: str, *, status: int, answer: str, tries: int = 1) -> HookDelivery:
    now, event_id = timezone.now(), new_id()
    request = {"id": str(new_id()), "number": "1405-000812", "service": "clearance", "status": "closed"}
    return HookDelivery.objects.create(
        webhook=hook, event=event, event_id=event_id, state=state, status=status, answer=answer, tries=tries,
        due_at=now, ended_at=now - timedelta(minutes=3), body={"event": event, "id": str(event_id), "request": request},
    )  # fmt: skip
