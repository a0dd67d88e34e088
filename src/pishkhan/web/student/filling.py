"""Filling in a form over days and devices: what was typed, kept in a draft until it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.intake.phrases import say
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.plumbing import files as storage
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import saving, stamps
from pishkhan.web.phrases import sentence
from pishkhan.web.questions import REMOVE
from pishkhan.web.student.access import uuid_of

MOST_VALUES = 200
UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)])
"""Characters no database takes; nobody types them."""


@dataclass(kw_only=True)
class Sheet:
    """A form one person is filling in. `raw` is as typed; `reports` say what is wrong in the record (B8).

    For a correction (B18) `only` are the fields that were named and `filed` the answers as they were accepted.
    """

    actor: Actor
    purpose: str
    subject_id: UUID
    version_id: Any
    form: logic.Form
    record: Mapping[str, str]
    raw: dict[str, list[str]]
    draft: intake.Draft | None = None
    reports: dict[str, str] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """Files that were not taken in, with the words why."""
    only: frozenset[str] | None = None
    filed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> list[logic.Field]:
        """The fields this person is asked now."""
        return [asked for asked in self.form.fields if self.only is None or asked.key in self.only]

    @property
    def takes_files(self) -> bool:
        return any(asked.type is logic.FieldType.FILEPICKER for asked in self.fields)

    @property
    def rev(self) -> int:
        return self.draft.rev if self.draft else 0

    @property
    def form_changed(self) -> bool:
        """Whether a newer form was published since the draft was begun."""
        return self.draft is not None and self.draft.form_version_id != self.version_id


@dataclass(kw_only=True)
class Filling(Sheet):
    """The form of a service, for one enrolment."""

    kind: servicedesk.RequestType
    enrolment: identity.Enrolment


def load(*, actor: Actor, kind: servicedesk.RequestType, enrolment: identity.Enrolment) -> Filling:
    """The form with the draft, or prefilled from the record. Raises DomainError("form_missing")."""
    version_id = intake.newest_version_id(institution_id=actor.institution_id, key=kind.form_key)
    if version_id is None:
        raise DomainError("form_missing")
    form = intake.form_of(version_id)
    record = identity.record_of(enrolment)
    filling = Filling(
        actor=actor, purpose=servicedesk.DRAFT + kind.key, subject_id=enrolment.id, kind=kind, enrolment=enrolment,
        version_id=version_id, form=form, record=record, raw=logic.prefill(form, record),
    )  # fmt: skip
    kept = resume(filling)
    filling.reports = {f.key: kept[f.key][0] for f in form.fields if f.locked and any(kept.get(f.key, ()))}
    return filling


def load_return(*, actor: Actor, found: servicedesk.Request, row: servicedesk.Return) -> Filling:
    """The answers an office named, as they were filed or as far as they were mended since."""
    form, record = intake.form_of(found.submission.form_version_id), identity.record_of(found.enrolment)
    filling = Filling(
        actor=actor, purpose=servicedesk.CORRECTION, subject_id=row.id, kind=found.type, enrolment=found.enrolment,
        version_id=found.submission.form_version_id, form=form, record=record, only=frozenset(row.fields),
        raw={**logic.prefill(form, record), **intake.typed(found.submission)},
        filed=intake.answers_of(found.submission),
    )  # fmt: skip
    resume(filling)
    return filling


def resume(filling: Sheet) -> dict[str, list[str]]:
    """Go on from the draft, if there is one; everything it keeps."""
    filling.draft = intake.draft_of(filling.actor, purpose=filling.purpose, subject_id=filling.subject_id)
    kept = intake.raw_of(filling.draft) if filling.draft else {}
    filling.raw |= {asked.key: kept[asked.key] for asked in filling.fields if is_open(asked) and asked.key in kept}
    filling.files = _files_of(filling.actor, filling.form, kept)
    return kept


def is_open(asked: logic.Field) -> bool:
    """Whether a field takes what is typed into it."""
    return asked.asks and not asked.locked and asked.type is not logic.FieldType.FILEPICKER


def take_typed(filling: Sheet, post: QueryDict) -> None:
    """What the page sent for the open fields; strange names are not taken, a missing one is an empty answer."""
    filling.raw |= {
        asked.key: [str(value).translate(UNSTORABLE) for value in post.getlist(asked.key)[:MOST_VALUES]]
        for asked in filling.fields
        if is_open(asked)
    }


def take_files(filling: Sheet, post: QueryDict, sent: MultiValueDict[str, UploadedFile[Any]]) -> None:
    """Take in the files of a page, or note why one was refused; ticked removals come first."""
    for asked in filling.fields:
        if asked.type is not logic.FieldType.FILEPICKER:
            continue
        if f"{REMOVE}{asked.key}" in post:
            filling.files.pop(asked.key, None)
        if upload := sent.get(asked.key):
            try:
                filling.files[asked.key] = take_in(filling.actor, upload)
            except Invalid as error:
                filling.refused[asked.key] = sentence(error)


def forget_files(filling: Sheet, sent: MultiValueDict[str, UploadedFile[Any]]) -> None:
    """The draft was refused, so the page's files were not kept."""
    for key in sent:
        if filling.files.pop(key, None):
            filling.refused[key] = _("Choose the file again.")


def take_in(actor: Actor, upload: UploadedFile[Any]) -> StoredFile:
    """Keep an uploaded file. Raises Invalid: file_empty, file_large, file_type, file_kind, file_disguised."""
    name = upload.name or "file"
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise Invalid("file_large", name=name)
    return storage.take_in(
        institution_id=actor.institution_id, owner_id=actor.person_id, name=name, content=upload.read()
    )


def save(filling: Sheet, *, rev: int) -> tuple[int, datetime]:
    """Keep the draft; its new revision and its time. Raises DomainError draft_large, draft_elsewhere."""
    kept = {
        **{asked.key: filling.raw.get(asked.key, []) for asked in filling.fields if is_open(asked)},
        **{key: [text] for key, text in filling.reports.items()},
        **{key: [str(stored.id)] for key, stored in filling.files.items()},
    }  # fmt: skip
    return intake.save_draft(
        actor=filling.actor, purpose=filling.purpose, subject_id=filling.subject_id,
        version_id=filling.version_id, raw=kept, rev=rev,
    )  # fmt: skip


def autosave(request: HttpRequest, filling: Sheet) -> JsonResponse:
    """Keep what the page holds now."""
    take_typed(filling, request.POST)
    return saving.answer(lambda: save(filling, rev=stamps.number_of(request, "version")), _saved())


def saved_words(at: datetime) -> str:
    return saving.words(_saved(), at)


def _saved() -> str:
    return _("Draft saved at %(time)s. Not yet submitted.")


def cleaned(filling: Sheet) -> logic.Cleaned:
    """The answers as they would be taken now, with what is wrong."""
    files = {key: kept for key, kept in filling.filed.items() if isinstance(kept, dict)}
    files |= {key: {"id": str(stored.id), "name": stored.name} for key, stored in filling.files.items()}
    return logic.clean(
        filling.form, filling.raw, record=filling.record, files=files, today=timezone.localdate(), filed=filling.filed
    )


def changed(filling: Sheet) -> bool:
    """Whether a correction says anything else than what is filed."""
    now = cleaned(filling).answers
    files = {asked.key for asked in filling.fields if asked.type is logic.FieldType.FILEPICKER}
    if any(_file_id(now.get(key)) != _file_id(filling.filed.get(key)) for key in files):
        return True
    return any(now.get(asked.key) != filling.filed.get(asked.key) for asked in filling.fields if is_open(asked))


def _file_id(answer: object) -> object:
    return answer.get("id") if isinstance(answer, dict) else None


def error_words(form: logic.Form, errors: tuple[logic.FieldError, ...]) -> dict[str, str]:
    return {error.key: say(error, form) for error in errors}


def _files_of(actor: Actor, form: logic.Form, kept: Mapping[str, list[str]]) -> dict[str, StoredFile]:
    wanted = {
        asked.key: found
        for asked in form.fields
        if asked.type is logic.FieldType.FILEPICKER and (found := uuid_of("".join(kept.get(asked.key, [])[:1])))
    }
    own = storage.own_files(institution_id=actor.institution_id, owner_id=actor.me, ids=wanted.values())
    return {key: own[file_id] for key, file_id in wanted.items() if file_id in own}
