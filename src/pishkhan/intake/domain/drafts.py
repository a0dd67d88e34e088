"""Drafts: saved as typed, resumed anywhere, never filed by themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pishkhan.intake.domain.forms import Raw, form_of
from pishkhan.intake.models import Draft
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor

LARGEST = 200_000
"""Characters in all answers of one draft together."""


def draft_of(actor: Actor, *, purpose: str, subject_id: UUID) -> Draft | None:
    """The actor's own draft."""
    return Draft.objects.filter(
        institution_id=actor.institution_id, person_id=actor.me, purpose=purpose, subject_id=subject_id
    ).first()


def drafts_of(actor: Actor) -> list[Draft]:
    rows = Draft.objects.filter(institution_id=actor.institution_id, person_id=actor.me)
    return list(rows.order_by("-saved_at", "id")[:50])


def raw_of(draft: Draft) -> dict[str, list[str]]:
    """What was typed, the sensitive part included."""
    return {**draft.raw, **(draft.sealed or {})}


@transaction.atomic
def save_draft(
    *, actor: Actor, purpose: str, subject_id: UUID, version_id: UUID, raw: Raw, rev: int | None = None,
    beside: Collection[str] = (),
) -> tuple[int, datetime]:  # fmt: skip
    """Keep what was typed; the new revision and when it was saved. `beside` names inputs of the page that are kept
    with the form's.

    Raises DomainError("draft_large"), or DomainError("draft_elsewhere") when `rev` is not the revision this page
    was made from: the other device's words stay, and so do this page's, on the page.
    """
    fields = {field.key: field for field in form_of(version_id).fields}
    typed: dict[str, list[str]] = {
        key: [str(v) for v in values] for key, values in raw.items() if key in fields or key in beside
    }
    if sum(len(value) for values in typed.values() for value in values) > LARGEST:
        raise DomainError("draft_large")
    sealed = {key: values for key, values in typed.items() if key in fields and fields[key].sensitive}
    plain = {key: values for key, values in typed.items() if key not in sealed}
    where: Mapping[str, object] = {"person_id": actor.me, "purpose": purpose, "subject_id": subject_id}
    if rev:
        # A page that saw a draft does not bring back one that was filed or thrown away meanwhile.
        draft = Draft.objects.select_for_update().filter(**where).first()
    else:
        fresh = {"institution_id": actor.institution_id, "form_version_id": version_id}
        draft, _ = Draft.objects.select_for_update().get_or_create(**where, defaults=fresh)
    if draft is None or (rev is not None and rev != draft.rev):
        raise DomainError("draft_elsewhere")
    draft.form_version_id, draft.raw, draft.sealed = version_id, plain, sealed
    draft.rev += 1
    draft.save()
    return draft.rev, draft.saved_at


def discard_draft(*, actor: Actor, purpose: str, subject_id: UUID) -> None:
    Draft.objects.filter(person_id=actor.me, purpose=purpose, subject_id=subject_id).delete()


def discard_drafts(*, purpose: str, subject_id: UUID) -> None:
    """Everybody's: what the drafts were for is done."""
    Draft.objects.filter(purpose=purpose, subject_id=subject_id).delete()
