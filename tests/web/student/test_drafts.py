"""Drafts: saved while one types, resumed anywhere, never mistaken for a filed request."""

from __future__ import annotations

import re
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from tests.factories.packs import load
from tests.web.student.conftest import STUDENT, Browser, hidden, text

PDF = b"%PDF-1.4 sample"


def autosave(student, **changes):
    return student.post("/services/clearance/draft/", student.answers(**changes))


def test_autosave_says_when_and_that_it_is_not_submitted(student):
    saved = autosave(student).json()
    assert saved["version"] == 1
    assert re.fullmatch(r"Draft saved at \d{1,2}:\d\d\. Not yet submitted\.", saved["message"])


def test_autosave_in_persian(iums):
    saved = autosave(Browser(iums, STUDENT, lang="fa")).json()
    assert re.fullmatch(r"پیش‌نویس در ساعت [۰-۹]{1,2}:[۰-۹]{2} ذخیره شد\. هنوز ثبت نشده است\.", saved["message"])


def test_draft_is_resumed_on_another_device(iums, student):
    autosave(student, address=["نیمه‌کاره"])
    other_device = Browser(iums, STUDENT)
    page = other_device.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    assert ">نیمه‌کاره</textarea>" in page
    assert 'name="version" value="1"' in page


def test_draft_keeps_what_was_emptied_empty(student):
    """What was prefilled and then taken out does not come back."""
    autosave(student, landline=[""])
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    assert 'id="f-landline" name="landline" value=""' in page


def test_stale_page_may_not_save_over_a_newer_draft(student):
    assert autosave(student).json()["version"] == 1
    assert autosave(student, version="1", address=["تازه"]).json()["version"] == 2
    refused = autosave(student, version="1", address=["کهنه"])
    assert refused.status_code == 409
    assert "changed on another device" in refused.json()["message"]
    draft = intake.drafts_of(student.university.actor(STUDENT))[0]
    assert intake.raw_of(draft)["address"] == ["تازه"]


def test_two_tabs_lose_nothing(student):
    """The stale tab keeps its words on the page and may then choose to keep them."""
    autosave(student)
    autosave(student, version="1", address=["در زبانهٔ دیگر نوشته شد"])
    stale = student.fill(version="1", address=["در این زبانه نوشته شد"])
    assert stale.status_code == 409
    assert "This draft was changed on another device." in text(stale)
    assert ">در این زبانه نوشته شد</textarea>" in stale.content.decode()
    kept = student.fill(version=hidden(stale)["version"], address=["در این زبانه نوشته شد"])
    assert kept.status_code == 302


def test_autosave_after_logout_answers_in_words(iums, student):
    refused = Browser(iums).post("/services/clearance/draft/", student.answers())
    assert refused.status_code == 401
    assert "You have been logged out." in refused.json()["message"]


def test_draft_that_is_too_large_is_refused_in_words(student):
    refused = autosave(student, address=["x" * 200_001])
    assert refused.status_code == 422
    assert "too long to be kept" in refused.json()["message"]


def test_save_and_go_on_later_leads_to_the_list(student):
    sent = student.fill(later="1", landline=[""])
    assert sent.headers["Location"] == "/requests/"
    words = text(student.get("/requests/"))
    assert "Begun, not yet submitted Clearance request Draft, not yet submitted Draft saved" in words
    assert "Go on with the draft" in words


def test_sensitive_answers_of_a_draft_lie_sealed(student):
    autosave(student, birth_certificate=["12345"])
    draft = intake.drafts_of(student.university.actor(STUDENT))[0]
    assert "12345" not in str(draft.raw)
    assert intake.raw_of(draft)["birth_certificate"] == ["12345"]


def order(content=PDF, name="order.pdf"):
    return SimpleUploadedFile(name, content)


def test_file_is_kept_in_the_draft_and_filed(shiraz):
    student = Browser(shiraz, "97204001")
    assert student.fill(order=order()).status_code == 302
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    assert "order.pdf" in page
    address = re.search(r'href="(/services/clearance/files/order/[^"]*)"', page)[1]
    given = student.client.get(address)
    assert (given.content, given.headers["Content-Type"]) == (PDF, "application/pdf")
    assert given.headers["Content-Disposition"] == 'attachment; filename="order.pdf"'
    number = student.file(version="1")
    page = student.get(f"/requests/{number}/").content.decode()
    address = re.search(rf'href="(/requests/{number}/files/[^"]*)"', page)[1]
    assert student.get(address).content == PDF
    stranger = Browser(shiraz, "40120402")
    assert stranger.get(address).status_code == 404


def test_autosave_does_not_lose_the_file(shiraz):
    student = Browser(shiraz, "97204001")
    student.fill(order=order())
    assert student.post("/services/clearance/draft/", student.answers(version="1")).json()["version"] == 2
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id))
    assert "order.pdf" in page.content.decode()


def test_file_can_be_taken_out_again(shiraz):
    student = Browser(shiraz, "97204001")
    student.fill(order=order())
    student.fill(version="1", **{"remove-order": "true"})
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id))
    assert "order.pdf" not in page.content.decode()


def test_empty_file_is_refused_in_words(shiraz):
    """A zero-byte file."""
    refused = Browser(shiraz, "97204001").fill(order=order(b""))
    assert refused.status_code == 422
    assert "The file order.pdf is empty. Choose it again." in text(refused)


def test_disguised_file_is_refused_in_words(shiraz):
    student = Browser(shiraz, "97204001")
    refused = student.fill(order=order(b"\x89PNG\r\n\x1a\n....", "order.pdf"))
    assert refused.status_code == 422
    assert "The file order.pdf is really PNG. Name it so" in text(refused)
    refused = student.fill(version="1", order=order(b"MZ\x90\x00", "order.pdf"))
    assert "The file order.pdf is really EXE. Send PDF, JPG or PNG, up to 10 MB." in text(refused)
    refused = student.fill(version="2", order=order(b"\x00\x01", "order.pdf"))
    assert "The file order.pdf is none of PDF, JPG and PNG." in text(refused)


def test_id_of_a_foreign_file_typed_into_the_form_is_not_taken(shiraz):
    owner, thief = Browser(shiraz, "97204001"), Browser(shiraz, "40120402")
    owner.fill(order=order())
    kept = intake.raw_of(intake.drafts_of(shiraz.actor("97204001"))[0])["order"]
    thief.fill(order=kept)
    page = thief.get("/services/clearance/form/", enrolment=str(thief.enrolment.id))
    assert "order.pdf" not in page.content.decode()


def test_report_of_an_error_waits_in_the_draft_and_becomes_the_first_message(student):
    """B8: «گزارش اشتباه»."""
    address = f"/services/clearance/report/father_name/?enrolment={student.enrolment.id}"
    assert "Report an error: Father's name" in text(student.client.get(address))
    sent = student.post(address, {"words": "درست: پدر نمونه دوم"})
    assert sent.headers["Location"] == f"/services/clearance/form/?enrolment={student.enrolment.id}"
    page = text(student.client.get(sent.headers["Location"]))
    assert page.count("Your report goes to the officer with the request") == 1
    number = student.file(version="1")
    request = servicedesk.my_request(student.university.actor(STUDENT), number)
    (message,) = servicedesk.comments(request, student.university.actor(STUDENT))
    assert message.body == "In my record this is wrong:\n“Father's name”: درست: پدر نمونه دوم"
    assert intake.answers_of(request.submission)["father_name"] == student.enrolment.person.father_name


def test_only_locked_fields_can_be_reported(student):
    address = f"/services/clearance/report/landline/?enrolment={student.enrolment.id}"
    assert student.client.get(address).status_code == 404


def test_long_report_is_refused_and_kept_on_the_page(student):
    address = f"/services/clearance/report/father_name/?enrolment={student.enrolment.id}"
    refused = student.post(address, {"words": "ا" * 401})
    assert refused.status_code == 422
    assert "ا" * 401 in refused.content.decode()


def _write_elsewhere(actor, draft):
    """Another device keeps newer words, on a connection of its own."""
    try:
        intake.save_draft(
            actor=actor, purpose=draft.purpose, subject_id=draft.subject_id, version_id=draft.form_version_id,
            raw={"address": ["تازه"]}, rev=draft.rev,
        )  # fmt: skip
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_words_kept_elsewhere_while_the_request_is_being_filed_are_not_lost():
    university = load("iums-nursing")
    student, actor = Browser(university, STUDENT), university.actor(STUDENT)
    checked = student.get(student.fill().headers["Location"])
    (draft,) = intake.drafts_of(actor)
    elsewhere = Thread(target=_write_elsewhere, args=(actor, draft))

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "intake_submission"'):
            elsewhere.start()
            elsewhere.join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        sent = student.post("/services/clearance/check/", hidden(checked))
    (newer,) = intake.drafts_of(actor)
    assert (newer.rev, intake.raw_of(newer)["address"]) == (draft.rev + 1, ["تازه"])
    assert servicedesk.my_requests(actor).rows == []
    assert sent.headers["Location"] == f"/services/clearance/check/?enrolment={student.enrolment.id}"
    student.fill(version=str(newer.rev))
    assert "The draft was changed in another window." in text(student.get(sent.headers["Location"]))
