"""Publishing a draft: form, process and type become the next version together; and opening and closing a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.building import content as contents
from pishkhan.servicedesk.domain.building.drafts import allowed, record, touch_times, visible_to
from pishkhan.servicedesk.domain.building.faults import Fault, faults_of
from pishkhan.servicedesk.domain.catalogue import put_group, put_type
from pishkhan.servicedesk.models import RequestGroup, RequestType, ServiceDraft
from pishkhan.workflow import api as workflow


class NotReady(DomainError):
    """A draft with faults; all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("service_not_ready")
        self.faults = tuple(faults)


def check(draft: ServiceDraft) -> list[Fault]:
    """All that keeps the draft from being published, in the order of the pages."""
    return faults_of(draft.content, offices=set(organisation.unit_ids(draft.institution_id)))


@transaction.atomic
def publish(*, actor: Actor, draft_id: UUID, rev: int) -> RequestType:
    """Put the draft in force. New requests begin with it; requests that run stay as they were filed, and what students
    have typed stays theirs under the same questions.

    Raises NotYours, DomainError("not_found"), DomainError("service_changed") when the draft is not the one that was
    looked at, NotReady.
    """
    allowed(actor)
    draft = visible_to(actor).select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise DomainError("not_found")
    if draft.rev != rev:
        raise DomainError("service_changed")
    if faults := check(draft):
        raise NotReady(faults)
    old = RequestType.objects.filter(institution_id=draft.institution_id, key=draft.key).first()
    forms = _forms(draft, old)
    kind = _type(draft, old, forms["form"], _process(actor, draft, old, forms))
    ServiceDraft.objects.filter(id=draft.id).update(published_at=timezone.now())
    record(actor, "service.published", kind.id, "request_type", key=kind.key, draft=str(draft.id))
    transaction.on_commit(caches["local"].clear)  # this process shows the new version at once
    return kind


@transaction.atomic
def set_opening(
    *, actor: Actor, type_id: UUID, is_open: bool, opens_at: datetime | None, closes_at: datetime | None
) -> None:
    """Open or close a service, between two moments where they are given. Running requests go on.

    Raises NotYours, DomainError("not_found"), DomainError("service_span").
    """
    allowed(actor)
    kind = RequestType.objects.select_for_update().filter(institution_id=actor.institution_id, id=type_id).first()
    if kind is None:
        raise DomainError("not_found")
    if opens_at and closes_at and opens_at >= closes_at:
        raise DomainError("service_span", field="closes")
    kind.is_open, kind.opens_at, kind.closes_at = is_open, opens_at, closes_at
    kind.save(update_fields=["is_open", "opens_at", "closes_at"])
    times = [at.isoformat() if at else None for at in (opens_at, closes_at)]
    touch_times(kind.institution_id, kind.key, *times)
    record(
        actor, "service.opening", kind.id, "request_type", key=kind.key, open=is_open, opens_at=times[0],
        closes_at=times[1],
    )  # fmt: skip
    transaction.on_commit(caches["local"].clear)


def _forms(draft: ServiceDraft, old: RequestType | None) -> dict[str, str]:
    """The keys of the published forms: `form`, and those of the steps by the step's key."""
    content = draft.content
    found = {"form": _form(draft, _own_key(draft, old), content["form"])}
    for step in content["steps"] or ():
        if step["form"]:
            found[step["key"]] = _form(draft, contents.step_form_key(draft.key, step["key"]), step["form"])
    return found


def _own_key(draft: ServiceDraft, old: RequestType | None) -> str:
    """The key of the service's form; a form that another service asks too is left to that one."""
    here = {"institution_id": draft.institution_id}
    if old is None:
        return draft.key
    if not RequestType.objects.filter(**here, form_key=old.form_key).exclude(id=old.id).exists():
        return old.form_key
    return f"{draft.key[:55]}-form" if intake.newest_version(**here, key=draft.key) else draft.key


def _form(draft: ServiceDraft, key: str, schema: Mapping[str, Any]) -> str:
    ready = {**building.ready(schema), "id": key}
    options = contents.used_options(ready, draft.content["options"])
    intake.publish_form(institution_id=draft.institution_id, key=key, schema=ready, options=options)
    return key


def _process(
    actor: Actor, draft: ServiceDraft, old: RequestType | None, forms: Mapping[str, str]
) -> tuple[str, UUID | None]:
    """Its key, and the version that is pinned. A drawing of somebody's hand is left as it is."""
    steps = draft.content["steps"]
    if steps is None:
        if old is None:
            raise NotReady([Fault("route", "service_steps")])
        return old.process_key, old.process_version_id
    key, name = old.process_key if old else draft.key, draft.content["type"]["name"]
    stops = [contents.stop_of(step, forms.get(step["key"], "")) for step in steps]
    workflow.publish_process(
        actor=actor, title=name, offices=set(organisation.unit_ids(draft.institution_id)), forms=set(forms.values()),
        bpmn_text=workflow.draw(key=key, fa=name["fa"], en=name["en"], form=forms["form"], stops=stops),
    )  # fmt: skip
    return key, None


def _type(
    draft: ServiceDraft, old: RequestType | None, form: str, process: tuple[str, UUID | None]
) -> RequestType:
    made, here = draft.content["type"], draft.institution_id
    group = _group(here, made["group"])
    position = old.position if old else _next(RequestType.objects.filter(institution_id=here))
    kind, _ = put_type(
        institution_id=here, key=draft.key, group=group, name=made["name"], summary=made["summary"], form_key=form,
        process_key=process[0], process_version_id=process[1], open_slot=_slot(made, old, draft.key),
        certificate=old.certificate if old else False,
        rules={**(old.rules if old else {}), **contents.rules_of(made)}, position=position,
        is_open=old.is_open if old else True, opens_at=_at(made["opens_at"]), closes_at=_at(made["closes_at"]),
        origin=organisation.Origin.CONSOLE,
    )  # fmt: skip
    return kind


def _group(institution_id: UUID, wanted: Mapping[str, Any]) -> RequestGroup:
    found = RequestGroup.objects.filter(institution_id=institution_id, key=wanted["key"]).first()
    if found:
        return found
    position = _next(RequestGroup.objects.filter(institution_id=institution_id))
    return put_group(
        institution_id=institution_id, key=wanted["key"], name=dict(wanted["name"]), summary=dict(wanted["name"]),
        position=position,
    )[0]  # fmt: skip


def _slot(made: Mapping[str, Any], old: RequestType | None, key: str) -> str:
    if not made["one_at_a_time"]:
        return ""
    return (old.open_slot if old else "") or key


def _next(rows: Any) -> int:
    highest = rows.aggregate(highest=Max("position"))["highest"]
    return 0 if highest is None else int(highest) + 1


def _at(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
