"""Pages around a request: taking it back, others on it, files of its conversation, drafts thrown away."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from pishkhan.plumbing.models import FileState, StoredFile
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Attachment, Comment, Participant
from tests.factories import letters, walks
from tests.web.desk.conftest import Desk
from tests.web.student.conftest import OTHER, STUDENT, Browser, hidden, text

PDF = b"%PDF-1.7 sample"
MARK = '<span class="pk-tag t-turn">New</span>'


@pytest.fixture
def filed(iums):
    return letters.file(iums)


@pytest.fixture
def guest(iums, filed):
    """Somebody who takes part."""
    servicedesk.invite(actor=iums.actor(STUDENT), request_id=filed.id, typed=OTHER)
    made = Browser(iums, OTHER)
    page = made.get("/requests/").content.decode()
    made.post(re.search(r'action="(/requests/invitations/[^"]+)"', page)[1], {"answer": "accept"})
    return made


def say(browser, request, *files, body="سلام", follow=False):
    sent = {"body": body, "key": uuid4().hex, "files": list(files)}
    return browser.post(f"/requests/{request.number}/comment/", sent, follow=follow)


def pdf(name="a.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_withdrawing_asks_first_and_then_stands_on_the_page(student, filed):
    asked = student.get(f"/requests/{filed.number}/withdraw/")
    refused = student.post(f"/requests/{filed.number}/withdraw/", {**hidden(asked), "reason": " "})
    assert refused.status_code == 422
    done = student.post(f"/requests/{filed.number}/withdraw/", {**hidden(refused), "reason": "منصرف شدم"}, follow=True)
    assert "Withdrawn" in text(done)
    assert student.get(f"/requests/{filed.number}/withdraw/").status_code == 302


def test_opening_again_is_there_only_for_its_days(iums, student, filed):
    assert student.get(f"/requests/{filed.number}/reopen/").status_code == 302
    letters.close(iums, filed)
    asked = student.get(f"/requests/{filed.number}/reopen/")
    done = student.post(f"/requests/{filed.number}/reopen/", {**hidden(asked), "reason": "نرسید"}, follow=True)
    assert "In review" in text(done)
    letters.close(iums, filed)
    servicedesk.RequestType.objects.filter(key=letters.KEY).update(rules={"reopen_days": 0})
    assert student.get(f"/requests/{filed.number}/reopen/").status_code == 404


def test_the_page_answers_an_invitation_the_same_for_nobody_and_somebody(iums, student, filed):
    pages = [
        student.post(f"/requests/{filed.number}/invite/", {"who": who}, follow=True) for who in (OTHER, "99999999")
    ]
    first, second = (re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages)
    assert text(pages[0]) == text(pages[1])
    assert len(first) == len(second)


def test_who_takes_part_reads_no_more_than_the_public_side(iums, student, filed, guest):
    page = text(guest.get(f"/requests/{filed.number}/"))
    owner = text(student.get(f"/requests/{filed.number}/"))
    national = iums.person(STUDENT).identifiers.get(kind="national_id").value
    assert national in owner
    assert national not in page
    assert "Withdraw" not in page
    assert "You take part in it" in page
    for path in ("withdraw/", "reopen/", "certificate/", "filed/"):
        assert guest.get(f"/requests/{filed.number}/{path}").status_code == 404
    stranger = Browser(iums, "4001020306")
    assert stranger.get(f"/requests/{filed.number}/").status_code == 404
    assert say(stranger, filed).status_code == 404


def test_the_card_says_before_asking_what_others_will_read(iums, student, filed):
    """Every question whose answer the guest's page shows is named on the applicant's; nothing else is shown."""
    servicedesk.invite(actor=iums.actor(STUDENT), request_id=filed.id, typed=OTHER)
    promised = text(student.get(f"/requests/{filed.number}/"))
    friend = Browser(iums, OTHER)
    listed = friend.get("/requests/").content.decode()
    assert "If you accept you see its stations" in listed
    friend.post(re.search(r'action="(/requests/invitations/[^"]+)"', listed)[1], {"answer": "accept"})
    page = friend.get(f"/requests/{filed.number}/").content.decode()
    shown = page[page.index('aria-labelledby="answers"') :].split("</section>")[0]
    found = re.findall(r"<dt[^>]*>(.*?)</dt>", shown, re.DOTALL)
    labels = [re.sub(r"<[^>]+>", "", each).strip().lstrip("0123456789. ") for each in found]
    assert labels
    card = promised[promised.index("not confidential, also about other people") :].split("They do not see")[0]
    assert [label for label in labels if label not in card] == []


def test_leaving_and_being_removed(iums, student, filed, guest):
    page = student.get(f"/requests/{filed.number}/").content.decode()
    assert student.post(re.search(r'action="([^"]+/remove/)"', page)[1]).status_code == 302
    assert guest.get(f"/requests/{filed.number}/").status_code == 404
    assert guest.post(f"/requests/{filed.number}/leave/").status_code == 404


def test_files_go_with_a_message_and_reach_its_readers_only(iums, student, filed, guest):
    say(student, filed, pdf())
    file = f"/requests/{filed.number}/files/{Attachment.objects.get().id}/"
    assert b"".join(guest.get(file)) == PDF
    assert b"".join(student.get(file)) == PDF
    Participant.objects.update(answered_at=timezone.now())
    assert guest.get(file).status_code == 404
    assert "a.pdf" not in guest.get(f"/requests/{filed.number}/").content.decode()
    Participant.objects.update(answered_at=filed.created_at)
    assert Browser(iums, "4001020306").get(file).status_code == 404
    task = walks.task_at(filed, letters.NODE)
    desk = Desk(iums, "it")
    desk.task(task)
    [address] = re.findall(r'href="(/desk/task/[^"]+/files/[^"]+)"', desk.html)
    given = desk.client.get(address)
    assert (given.status_code, b"".join(given)) == (200, PDF)
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert Desk(iums, "nutrition").get(address) == 404
    desk.act(task, "note", body="تنها ما", key=uuid4().hex, files=[pdf("note.pdf")])
    assert desk.status == 200
    kept = Attachment.objects.order_by("-created_at").first()
    assert (kept.public, kept.file.name) == (False, "note.pdf")
    assert "note.pdf" in desk.html
    for reader in (student, guest):
        assert reader.get(f"/requests/{filed.number}/files/{kept.id}/").status_code == 404
        assert "note.pdf" not in reader.get(f"/requests/{filed.number}/").content.decode()


def test_a_file_alone_is_a_message(student, filed):
    assert say(student, filed, pdf(), body="").status_code == 302
    assert Comment.objects.get().body == ""
    assert say(student, filed, body="").status_code == 422


def test_two_hundred_files_are_refused_kindly_and_nothing_is_kept(student, filed):
    page = say(student, filed, *(pdf(f"{n}.pdf") for n in range(90)))
    assert (page.status_code, StoredFile.objects.count(), Comment.objects.count()) == (422, 0, 0)
    assert "At most 5 files go with one message" in text(page)


def test_more_than_any_form_takes_is_told_too(student, filed):
    page = say(student, filed, *(pdf(f"{n}.pdf") for n in range(200)))
    assert (page.status_code, StoredFile.objects.count()) == (413, 0)
    assert "So many files do not go in one message" in text(page)


def test_a_request_holds_twenty_files(iums, student, filed):
    for n in range(4):
        say(student, filed, *(pdf(f"{n}{m}.pdf") for m in range(5)))
    assert Attachment.objects.count() == 20
    page = say(student, filed, pdf())
    assert page.status_code == 422
    assert "at most 20 files" in text(page)
    assert StoredFile.objects.count() == 20


@pytest.mark.parametrize(("name", "content"), [
    ("a.svg", b"<svg><script>alert(1)</script></svg>"), ("a.pdf", b"PK\x03\x04zip"), ("a.jpg", b"\xff\xd8\xffbroken"),
])  # fmt: skip
def test_one_bad_file_keeps_the_whole_message_out_and_its_words_in_the_box(student, filed, name, content):
    page = say(student, filed, pdf(), SimpleUploadedFile(name, content), body="متن من")
    assert (page.status_code, StoredFile.objects.count(), Comment.objects.count()) == (422, 0, 0)
    assert "متن من" in page.content.decode()


def test_a_photo_comes_out_without_its_place(student, filed):
    picture, out = Image.new("RGB", (8, 8)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    picture.save(out, "JPEG", exif=exif.tobytes())
    say(student, filed, SimpleUploadedFile("me.jpg", out.getvalue()))
    given = b"".join(student.get(f"/requests/{filed.number}/files/{Attachment.objects.get().id}/"))
    assert given.startswith(b"\xff\xd8")
    assert b"SecretCamera" not in given


def test_a_file_in_quarantine_is_said_so_and_given_to_nobody(iums, student, filed, settings):
    settings.CLAMD = "unix:/nowhere"
    say(student, filed, pdf())
    kept = Attachment.objects.get()
    assert kept.file.state == FileState.QUARANTINED
    assert "waits for the virus scanner" in text(student.get(f"/requests/{filed.number}/"))
    assert student.get(f"/requests/{filed.number}/files/{kept.id}/").status_code == 400
    desk = Desk(iums, "it")
    desk.task(walks.task_at(filed, letters.NODE))
    assert "waits for the virus scanner" in desk.text
    assert desk.get(f"/desk/task/{walks.task_at(filed, letters.NODE).id}/files/{kept.id}/") == 400


def test_what_is_new_is_marked_once_on_both_sides(iums, student, filed):
    """B14"""
    student.get(f"/requests/{filed.number}/")
    desk, task = Desk(iums, "it"), walks.task_at(filed, letters.NODE)
    desk.task(task)
    desk.act(task, "message", body="سلام دانشجو", key=uuid4().hex, reply_days="3")
    assert MARK not in desk.html
    listed = student.get("/requests/").content.decode()
    assert "New message" in listed
    assert "New messages" in listed[: listed.index("<main")]
    page = student.get(f"/requests/{filed.number}/").content.decode()
    assert MARK in page
    assert "Answer the message of" in page
    assert MARK not in student.get(f"/requests/{filed.number}/").content.decode()
    assert "New message" not in student.get("/requests/").content.decode()
    say(student, filed, body="پاسخ")
    desk.task(task)
    assert MARK in desk.html
    desk.task(task)
    assert MARK not in desk.html


def test_first_answer_and_returns_are_counted(iums, filed):
    task = walks.task_at(filed, letters.NODE)
    actor = walks.holder_of(iums, task)
    servicedesk.comment(
        actor=actor, request_id=filed.id, body="x", task_id=task.id, visibility=servicedesk.Visibility.INTERNAL
    )
    filed.refresh_from_db()
    assert filed.first_answer_at is None
    servicedesk.comment(actor=iums.actor(STUDENT), request_id=filed.id, body="y")
    first = servicedesk.comment(actor=actor, request_id=filed.id, body="z", task_id=task.id)
    servicedesk.return_for_correction(actor=actor, task_id=task.id, fields=["mobile"], reason="نادرست")
    filed.refresh_from_db()
    assert (filed.first_answer_at, filed.sent_back) == (first.created_at, 1)


def test_a_step_is_a_first_answer_too(iums, filed):
    letters.close(iums, filed)
    filed.refresh_from_db()
    assert filed.first_answer_at
    assert filed.closed_at


def test_a_draft_is_thrown_away_when_asked_twice(iums, student):
    student.fill(mobile="123")
    listed = student.get("/requests/").content.decode()
    address = re.search(r'href="(/services/clearance/discard/[^"]+)"', listed)[1]
    asked = student.get(address)
    assert student.post("/services/clearance/discard/", hidden(asked)).status_code == 302
    assert "discard" not in student.get("/requests/").content.decode()
    assert student.get(address).status_code == 302
    assert Browser(iums, OTHER).get(address).status_code == 404


def test_home_says_loudly_what_is_not_submitted(student):
    student.fill(mobile="123")
    assert "Not yet submitted" in text(student.get("/"))


def test_a_press_that_comes_twice_leaves_no_files_behind(iums, student, filed):
    sent = {"key": uuid4().hex, "body": "سلام"}
    for _ in range(2):
        assert student.post(f"/requests/{filed.number}/comment/", {**sent, "files": [pdf()]}).status_code == 302
    assert (StoredFile.objects.count(), Comment.objects.count(), Attachment.objects.count()) == (1, 1, 1)
    task, desk, key = walks.task_at(filed, letters.NODE), Desk(iums, "it"), uuid4().hex
    for _ in range(2):
        desk.act(task, "note", body="تنها ما", key=key, files=[pdf("note.pdf")])
    assert (StoredFile.objects.count(), Comment.objects.count()) == (2, 2)
