"""Publishing forms and checking answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.intake import logic
from pishkhan.intake.models import FormVersion, Submission
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import rows
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.remembering import remembered

Raw = Mapping[str, Sequence[str]]


class NotAccepted(DomainError):
    """Answers with errors; `errors` are FieldErrors in the form's order. Nothing was kept, nothing lost."""

    def __init__(self, errors: Sequence[logic.FieldError]) -> None:
        super().__init__("form_errors")
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Answers:
    """Accepted answers, the sensitive ones apart."""

    plain: dict[str, Any]
    sensitive: dict[str, Any]

    @property
    def all(self) -> dict[str, Any]:
        return {**self.plain, **self.sensitive}


@transaction.atomic
def publish_form(
    *, institution_id: UUID, key: str, schema: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[FormVersion, bool]:
    """The newest version when nothing changed, else a new one. Raises logic.FormRefused."""
    logic.parse_form(schema, options)
    body = json.dumps([schema, options], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(body.encode()).hexdigest()
    newest = FormVersion.objects.filter(institution_id=institution_id, key=key).order_by("-number").first()
    if newest and newest.sha256 == digest:
        return newest, False
    return FormVersion.objects.create(
        institution_id=institution_id, key=key, number=newest.number + 1 if newest else 1,
        schema=dict(schema), options=dict(options), sha256=digest,
    ), True  # fmt: skip


@lru_cache(maxsize=256)
def _parsed(version_id: UUID) -> logic.Form:
    version = FormVersion.objects.get(id=version_id)
    return logic.parse_form(version.schema, version.options)


def form_of(version_id: UUID) -> logic.Form:
    """The parsed form of a version. Versions never change, so each process parses one once."""
    return _parsed(version_id)


def check(
    *, version_id: UUID, raw: Raw, record: Mapping[str, str], files: Mapping[str, Any] | None = None,
    filed: Mapping[str, Any] | None = None,
) -> Answers:  # fmt: skip
    """Accept answers or raise NotAccepted. `filed` are earlier answers, from which frozen fields are taken."""
    form = form_of(version_id)
    cleaned = logic.clean(form, raw, record=record, files=files or {}, today=timezone.localdate(), filed=filed)
    if cleaned.errors:
        raise NotAccepted(cleaned.errors)
    plain, sensitive = logic.split_sensitive(form, cleaned.answers)
    return Answers(plain=dict(plain), sensitive=dict(sensitive))


def submit(*, actor: Actor, version_id: UUID, answers: Answers, record: Mapping[str, str]) -> Submission:
    """Keep accepted answers for good."""
    row = Submission(
        institution_id=actor.institution_id, person_id=actor.me, form_version_id=version_id,
        answers=answers.plain, sealed=answers.sensitive, record=dict(record),
    )  # fmt: skip
    rows.insert([row])
    return row


def typed(submission: Submission) -> dict[str, list[str]]:
    """Accepted answers as a person would type them again, for a correction of some of them."""
    form = form_of(submission.form_version_id)
    return logic.typed(form, answers_of(submission))


def newest_version(*, institution_id: UUID, key: str) -> FormVersion | None:
    return FormVersion.objects.filter(institution_id=institution_id, key=key).order_by("-number").first()


def newest_version_id(*, institution_id: UUID, key: str) -> UUID | None:
    """The id of the version new forms begin with; remembered for a few seconds per process."""
    return remembered(
        f"form:{institution_id}:{key}", 10,
        lambda: getattr(newest_version(institution_id=institution_id, key=key), "id", None),
    )  # fmt: skip


def answers_of(submission: Submission) -> dict[str, Any]:
    """All answers of a submission, the sensitive ones unsealed. Call it only where a screen shows them."""
    return {**submission.answers, **(submission.sealed or {})}
