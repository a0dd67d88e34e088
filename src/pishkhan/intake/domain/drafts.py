"""Drafts: saved as typed, resumed anywhere, never filed by themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pishkhan.intake.domain.forms import Raw, form_of
from pishkhan.intake.models import Draft
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.kept import kept
from pishkhan.plumbing.rows import Statement

_TAKES = "form_version_id = %(form_version_id)s, raw = %(raw)s, sealed = %(sealed)s, rev = d.rev + 1, saved_at = now()"
_AGAIN = Statement(f"""
    UPDATE intake_draft d SET {_TAKES}
    WHERE person_id = %(person_id)s AND purpose = %(purpose)s AND subject_id = %(subject_id)s AND rev = %(seen)s
    RETURNING rev, saved_at
""")  # noqa: S608 - our own words
_DISCARD = Statement("""
    DELETE FROM intake_draft WHERE purpose = %(purpose)s AND subject_id = %(subject)s
    AND (%(person)s::uuid IS NULL OR person_id = %(person)s) AND (%(seen)s::int IS NULL OR rev = %(seen)s)
""")
_SAVE = Statement(f"""
    INSERT INTO intake_draft AS d
        (id, created_at, institution_id, person_id, purpose, subject_id, form_version_id, raw, sealed, rev, saved_at)
    VALUES (%(id)s, now(), %(institution_id)s, %(person_id)s, %(purpose)s, %(subject_id)s, %(form_version_id)s,
        %(raw)s, %(sealed)s, 1, now())
    ON CONFLICT (person_id, purpose, subject_id) DO UPDATE SET {_TAKES} WHERE %(seen)s::int IS NULL
    RETURNING rev, saved_at
""")  # noqa: S608
LARGEST = 200_000
"""Characters in all answers of one draft together."""


def draft_of(actor: Actor, *, purpose: str, subject_id: UUID) -> Draft | None:
    """The actor's own draft."""
    found = _drafts(institution=actor.institution_id, me=actor.me, purpose=purpose, subject=subject_id)
    return found[0] if found else None


@kept
def _drafts(*, institution: UUID, me: UUID, purpose: str, subject: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(institution_id=institution, person_id=me, purpose=purpose, subject_id=subject)


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
    draft = Draft(
        institution_id=actor.institution_id, person_id=actor.me, purpose=purpose, subject_id=subject_id,
        form_version_id=version_id, raw=plain, sealed=sealed,
    )  # fmt: skip
    # A page that saw a draft does not bring back one that was filed or thrown away meanwhile.
    saved = (_AGAIN if rev else _SAVE).row(**rows.values(draft), seen=rev)
    if saved is None:
        raise DomainError("draft_elsewhere")
    return saved[0], saved[1]


def discard_draft(*, actor: Actor, purpose: str, subject_id: UUID, rev: int | None = None) -> None:
    """The actor's own: it was filed. Raises DomainError("draft_elsewhere") when it is not of revision `rev`: words
    written since are not thrown away."""
    gone = _DISCARD.touched(purpose=purpose, subject=subject_id, person=actor.me, seen=rev)
    if rev is not None and not gone and draft_of(actor, purpose=purpose, subject_id=subject_id):
        raise DomainError("draft_elsewhere")


def discard_leftovers(
    *, purpose: str, still_open: Callable[[Collection[UUID]], Collection[UUID]], at_once: int = 500
) -> int:
    """Delete the drafts of a purpose whose subject takes no answer any more; how many. `still_open` is asked about
    some subjects at a time, and must never open again what it once called closed."""
    count, last = 0, None
    while batch := _after(last, purpose, at_once):
        subjects = {subject for _id, subject in batch}
        over = subjects - set(still_open(subjects))
        count += Draft.objects.filter(purpose=purpose, subject_id__in=over).delete()[0]
        last = batch[-1][0]
    return count


def _after(last: UUID | None, purpose: str, most: int) -> list[tuple[UUID, UUID]]:
    found = Draft.objects.filter(purpose=purpose)
    found = found.filter(id__gt=last) if last else found
    return list(found.order_by("id").values_list("id", "subject_id")[:most])


def discard_drafts(*, purpose: str, subject_id: UUID) -> None:
    """Everybody's: what the drafts were for is done."""
    _DISCARD.touched(purpose=purpose, subject=subject_id, person=None, seen=None)
