"""Uploads nobody filed are forgotten after a while; what was filed never is. With real files."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pishkhan.intake.domain import abandoned
from pishkhan.intake.models import Draft, FormVersion, Submission
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import files
from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks

STUDENT = "981020304"
PDF = b"%PDF-1.7 sample"


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """The storage of an installation."""
    plain = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": plain}
    settings.ABANDONED_UPLOAD_DAYS = 60
    return tmp_path


@pytest.fixture
def upload(iums, folder):
    """A file of the student's, so many days old."""

    def made(*, days: int = 90) -> StoredFile:
        stored = files.take_in(
            institution_id=iums.id, owner_id=iums.person(STUDENT).id, name="شناسنامه.pdf", content=PDF
        )
        aged(stored, days)
        return stored

    return made


def aged(row, days: int, field: str = "created_at") -> None:
    type(row).objects.filter(pk=row.pk).update(**{field: timezone.now() - timedelta(days=days)})


def left(folder: Path) -> set[str]:
    """Names of the files in the storage."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def draft_with(iums, stored: StoredFile, *, days: int, sealed: bool = False) -> Draft:
    form = FormVersion.objects.filter(institution_id=iums.id).order_by("key").first()
    raw, apart = {"mobile": ["09120000067"]}, {"paper": [str(stored.id)]}
    draft = Draft.objects.create(
        institution_id=iums.id, person=iums.person(STUDENT), purpose="file:x", subject_id=new_id(),
        form_version=form, raw=raw if sealed else {**raw, **apart}, sealed=apart if sealed else {},
    )  # fmt: skip
    aged(draft, days, "saved_at")
    return draft


def clean(django_capture_on_commit_callbacks, **more) -> int:
    with django_capture_on_commit_callbacks(execute=True):
        return abandoned.forget_abandoned(**more)


@pytest.fixture
def forget(django_capture_on_commit_callbacks):
    return lambda **more: clean(django_capture_on_commit_callbacks, **more)


def test_upload_of_an_old_draft_goes_and_its_words_stay(iums, folder, upload, forget):
    stored = upload()
    draft = draft_with(iums, stored, days=61)
    assert left(folder) == {str(stored.id)}
    assert forget() == 1
    assert (left(folder), StoredFile.objects.filter(id=stored.id).exists()) == (set(), False)
    draft.refresh_from_db()
    assert draft.raw["mobile"] == ["09120000067"]


@pytest.mark.parametrize("sealed", [False, True])
def test_draft_saved_since_keeps_even_an_old_upload(iums, folder, upload, forget, sealed):
    stored = upload(days=400)
    draft_with(iums, stored, days=59, sealed=sealed)
    assert (forget(), left(folder)) == (0, {str(stored.id)})


def test_young_upload_stays_without_any_draft(folder, upload, forget):
    young, old = upload(days=59), upload(days=61)
    assert old.id != young.id
    assert (forget(), left(folder)) == (1, {str(young.id)})


@pytest.mark.parametrize("sealed", [False, True])
def test_file_that_filed_answers_name_stays_for_good(iums, folder, upload, forget, sealed):
    stored = upload(days=4000)
    form = FormVersion.objects.filter(institution_id=iums.id).order_by("key").first()
    answers = {"paper": {"id": str(stored.id), "name": stored.name}}
    Submission.objects.create(
        institution_id=iums.id, person=iums.person(STUDENT), form_version=form,
        answers={} if sealed else answers, sealed=answers if sealed else {},
    )  # fmt: skip
    assert (forget(), left(folder)) == (0, {str(stored.id)})


def test_attached_files_and_certificates_stay_for_good(iums, folder, upload, forget):
    from pishkhan.clearance import api as clearance
    from tests.factories.jobs import run_jobs

    request = walks.file(iums, STUDENT)
    walks.walk(iums, request)
    run_jobs()
    attached = upload()
    servicedesk.Attachment.objects.create(request=request, file=attached, field="paper")
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=4000))
    before = left(folder)
    assert {str(attached.id), str(clearance.certificate_of(request.id).file_id)} <= before
    unused = [stored.name for stored in files.unused(before=timezone.now())]
    assert (unused, forget(), left(folder)) == ([], 0, before)


def test_file_attached_a_moment_ago_is_not_forgotten(iums, folder, upload):
    stored, request = upload(), walks.file(iums, STUDENT)
    (found,) = files.unused(before=timezone.now())
    servicedesk.Attachment.objects.create(request=request, file=stored, field="paper")
    assert (found.id, files.forget(found), left(folder)) == (stored.id, False, {str(stored.id)})


def test_everything_is_reached_a_few_at_a_time(iums, folder, upload, forget):
    kept = [upload() for _ in range(3)]
    for stored in kept:
        draft_with(iums, stored, days=1)
    for _ in range(4):
        upload()
    assert forget(most=2) == 4
    assert left(folder) == {str(stored.id) for stored in kept}


# Files without a row --------------------------------------------------------------------------------


def stray(folder: Path, institution_id, name: str, *, days: float) -> None:
    place = folder / str(institution_id)
    place.mkdir(exist_ok=True)
    (place / name).write_bytes(PDF)
    at = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(place / name, (at, at))


def test_old_files_without_a_row_are_swept_and_strange_names_are_not_ours(iums, folder, upload):
    stored = upload()
    gone, fresh = str(new_id()), str(new_id())
    stray(folder, iums.id, gone, days=2)
    stray(folder, iums.id, fresh, days=0.5)
    stray(folder, iums.id, ".gitignore", days=900)
    stray(folder, "backup", str(new_id()), days=900)
    before = left(folder)
    assert files.sweep_strays(at_once=1) == 1
    assert left(folder) == before - {gone}
    assert files.read(stored) == PDF


def test_sweep_of_a_storage_that_kept_nothing_yet(folder):
    folder.rmdir()
    assert files.sweep_strays() == 0


def test_file_deleted_while_the_sweep_looks_does_not_stop_it(iums, folder):
    names = [str(new_id()) for _ in range(3)]
    for name in names:
        stray(folder, iums.id, name, days=2)

    def meanwhile(execute, sql, params, many, context):
        (folder / str(iums.id) / names[0]).unlink(missing_ok=True)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert files.sweep_strays() == 2
    assert left(folder) == set()


@pytest.mark.django_db(transaction=True)
def test_upload_that_is_not_committed_yet_is_not_swept(folder):
    with transaction.atomic():
        stored = files.keep(
            institution_id=new_id(), owner_id=None, name="x", content=PDF, media_type="application/pdf"
        )
        transaction.set_rollback(True)
    assert (files.sweep_strays(), left(folder)) == (0, {str(stored.id)})
    place = next(folder.rglob(str(stored.id)))
    os.utime(place, (0, 0))
    assert (files.sweep_strays(), left(folder)) == (1, set())
