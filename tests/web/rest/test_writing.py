"""Messages and notes of an office with files, over the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pishkhan.plumbing.models import StoredFile
from pishkhan.servicedesk.models import Comment
from tests.factories import walks
from tests.web.rest.callers import CLERK, STUDENT, Caller, code

PDF = b"%PDF-1.7 sample"


@pytest.fixture
def request_(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until=CLERK)
    return request


def sent(caller: Caller, request, kind: str, name: str = "card.pdf", *, body: str = "فایل را ببینید", key: str = ""):
    where = f"/api/v1/desk/tasks/{walks.task_at(request, CLERK).id}/{kind}/files/"
    headers = {"Idempotency-Key": key} if key else {}
    return caller.client.post(where, {"body": body, "files": [SimpleUploadedFile(name, PDF)]}, headers=headers)


def test_a_file_reaches_the_student_with_its_message(iums, request_):
    clerk, mine = Caller(iums, CLERK), Caller(iums, STUDENT)
    assert sent(clerk, request_, "messages").json() == {"ok": True}
    page = mine.get(f"/requests/{request_.number}/").json()
    [file] = page["attachments"]
    assert file["name"] == "card.pdf"
    assert mine.get(f"/requests/{request_.number}/files/{file['id']}/").content == PDF


def test_a_file_of_a_note_stays_with_the_staff(iums, request_):
    clerk, mine = Caller(iums, CLERK), Caller(iums, STUDENT)
    assert sent(clerk, request_, "notes").status_code == 200
    assert mine.get(f"/requests/{request_.number}/").json()["attachments"] == []


def test_sent_again_with_its_key_it_is_written_once_and_leaves_no_file_behind(iums, request_):
    clerk, before = Caller(iums, CLERK), StoredFile.objects.count()
    assert [sent(clerk, request_, "messages", key="k").status_code for _ in range(2)] == [200, 200]
    assert (Comment.objects.count(), StoredFile.objects.count() - before) == (1, 1)
    assert code(sent(clerk, request_, "messages", "other.pdf", key="k")) == (409, "repeat_key_reused")
    assert StoredFile.objects.count() - before == 1


def test_what_is_no_such_file_or_from_elsewhere_is_refused(iums, request_):
    before = StoredFile.objects.count()
    assert code(sent(Caller(iums, CLERK), request_, "messages", "card.svg"))[0] == 422
    assert code(sent(Caller(iums, "loan"), request_, "messages")) == (404, "not_found")
    assert (Comment.objects.count(), StoredFile.objects.count()) == (0, before)
