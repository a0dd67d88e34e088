"""A correction is kept while one types, resumed anywhere, and no refusal loses a word of it (B18)."""

from __future__ import annotations

import re

import pytest

from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.web.student.conftest import OTHER, STUDENT, Browser, hidden, text
from tests.web.student.test_drafts import order

CONDITIONED = "97204001"


class Correction:
    """A request that came back, and the browser of its student."""

    def __init__(self, university, login, request, fields):
        self.university, self.login, self.request = university, login, request
        (node,) = walks.open_nodes(request)
        task = walks.task_at(request, node)
        self.officer = walks.holder_of(university, task)
        self.row = servicedesk.return_for_correction(
            actor=self.officer, task_id=task.id, fields=fields, reason="تلفن پاسخ نمی‌دهد"
        )
        self.address = f"/requests/{request.number}/correct/{self.row.id}/"
        self.student = Browser(university, login)

    def save(self, version, **typed):
        return self.student.post(f"{self.address}draft/", {"version": version, **typed})

    def send(self, version, **typed):
        return self.student.post(self.address, {"version": version, **typed})

    def page(self, login=""):
        return Browser(self.university, login or self.login).get(self.address)

    @property
    def draft(self):
        actor = self.university.actor(self.login)
        return intake.draft_of(actor, purpose=servicedesk.CORRECTION, subject_id=self.row.id)

    @property
    def answers(self):
        actor = self.university.actor(self.login)
        return intake.answers_of(servicedesk.my_request(actor, self.request.number).submission)


@pytest.fixture
def back(iums):
    return Correction(iums, STUDENT, walks.file(iums, STUDENT), ["landline", "address"])


@pytest.fixture
def back_with_file(shiraz):
    student = Browser(shiraz, CONDITIONED)
    number = student.file(order=order())
    request = servicedesk.my_request(shiraz.actor(CONDITIONED), number)
    return Correction(shiraz, CONDITIONED, request, ["mobile", "order"])


def test_correction_is_kept_while_one_types_and_resumed_on_another_device(back):
    saved = back.save("0", address="نیمه‌کاره", landline="02147709999")
    assert saved.json()["version"] == 1
    assert re.fullmatch(r"Draft saved at \d{1,2}:\d\d\. Not yet submitted\.", saved.json()["message"])
    page = back.page()
    assert ">نیمه‌کاره</textarea>" in page.content.decode()
    assert hidden(page)["version"] == "1"
    assert f'data-autosave-url="{back.address}draft/"' in page.content.decode()
    assert 'role="alert" data-unsaved' in page.content.decode()
    assert back.answers["address"] != "نیمه‌کاره"


def test_only_the_named_answers_are_kept(back):
    back.save("0", address="نشانی", mobile="09120000000", full_name="کس دیگر")
    assert set(intake.raw_of(back.draft)) == {"landline", "address"}


def test_a_correction_without_a_change_is_asked_about_once(back):
    filed = back.answers
    typed = {"landline": filed["landline"], "address": filed["address"]}
    asked = back.send("0", **typed)
    assert asked.status_code == 422
    assert "You changed nothing." in text(asked)
    back.row.refresh_from_db()
    assert back.row.answered_at is None
    assert hidden(asked)["same"] == "1"
    assert back.send(hidden(asked)["version"], same="1", **typed).status_code == 302
    back.row.refresh_from_db()
    assert back.row.answered_at


def test_stale_tab_keeps_its_words_and_may_then_send_them(back):
    back.save("0", address="تهران، خیابان نمونه، پلاک یک", landline="02147709999")
    stale = back.send("0", address="تهران، خیابان نمونه، پلاک دو", landline="02147709999")
    assert stale.status_code == 409
    assert "This draft was changed on another device." in text(stale)
    assert ">تهران، خیابان نمونه، پلاک دو</textarea>" in stale.content.decode()
    again = back.send(hidden(stale)["version"], address="تهران، خیابان نمونه، پلاک دو", landline="02147709999")
    assert again.status_code == 302
    assert back.answers["address"] == "تهران، خیابان نمونه، پلاک دو"


def test_sending_takes_the_draft_away(back):
    back.save("0", address="تهران، خیابان تازه، پلاک سه", landline="02147709999")
    assert back.send("1", address="تهران، خیابان تازه، پلاک سه", landline="02147709999").status_code == 302
    assert back.draft is None


def test_save_and_go_on_later_sends_nothing(back):
    sent = back.send("0", address="تهران، خیابان تازه، پلاک سه", landline="12", later="1")
    assert sent.headers["Location"] == f"/requests/{back.request.number}/"
    assert intake.raw_of(back.draft)["landline"] == ["12"]
    assert back.answers["address"] != "تهران، خیابان تازه، پلاک سه"


def test_correction_that_is_too_large_stays_on_its_page(back):
    refused = back.send("0", address="x" * 200_001, landline="02147709999")
    assert refused.status_code == 422
    assert "too long to be kept" in text(refused)
    assert "x" * 200_001 in refused.content.decode()


def test_correction_without_its_version_stays_on_its_page(back):
    refused = back.student.post(back.address, {"address": "تهران، خیابان تازه، پلاک سه", "landline": "02147709999"})
    assert refused.status_code == 422
    assert "Part of the page did not arrive; nothing was done." in text(refused)
    assert ">تهران، خیابان تازه، پلاک سه</textarea>" in refused.content.decode()
    assert back.answers["address"] != "تهران، خیابان تازه، پلاک سه"


def test_other_words_after_the_correction_was_sent_are_shown_once_more(back):
    """Two devices: the second is told, and what it wrote can be copied."""
    back.send("0", address="تهران، خیابان نمونه، پلاک یک", landline="02147709999")
    late = back.send("1", address="تهران، خیابان نمونه، پلاک دو", landline="02147709999")
    assert late.status_code == 409
    assert "The correction was already sent." in text(late)
    assert "تهران، خیابان نمونه، پلاک دو" in text(late)
    assert back.answers["address"] == "تهران، خیابان نمونه، پلاک یک"


def test_return_that_ended_meanwhile_loses_no_word(back):
    """The station went on without the answer: told plainly, not as if it had been sent."""
    task = walks.task_at(back.request, "education")
    type(task).objects.filter(id=task.id).update(returned=False)
    late = back.send("0", address="تهران، خیابان نمونه، پلاک دو", landline="02147709999")
    assert late.status_code == 409
    assert "This correction is not asked for any more." in text(late)
    assert "تهران، خیابان نمونه، پلاک دو" in text(late)
    assert back.save("0", address="تهران، خیابان نمونه، پلاک دو").status_code == 409


def test_file_of_a_correction_is_kept_when_another_answer_is_wrong(back_with_file):
    back = back_with_file
    refused = back.send("0", mobile="12", order=order(name="second.pdf"))
    assert refused.status_code == 422
    assert "second.pdf" in refused.content.decode()
    given = back.student.client.get(f"{back.address}files/order/")
    assert given.content == b"%PDF-1.4 sample"
    assert back.send("1", mobile="09120000099").status_code == 302
    assert back.answers["order"]["name"] == "second.pdf"


def test_another_file_alone_is_a_change(back_with_file):
    back = back_with_file
    filed = back.answers
    assert back.send("0", mobile=filed["mobile"], order=order(name="second.pdf")).status_code == 302
    assert back.answers["order"]["name"] == "second.pdf"


def test_drafts_of_corrections_are_one_s_own(iums, back):
    back.save("0", address="نشانی", landline="02147709999")
    assert back.page(OTHER).status_code == 404
    other = Browser(iums, OTHER)
    assert other.post(f"{back.address}draft/", {"version": "1", "address": "x"}).status_code == 404
    assert Browser(iums).post(f"{back.address}draft/", {"version": "1"}).status_code == 401
    assert intake.raw_of(back.draft)["address"] == ["نشانی"]


def test_a_full_request_can_be_corrected_but_not_filled_further(back_with_file, monkeypatch):
    back, full = back_with_file, "pishkhan.servicedesk.domain.attaching.MOST_FILES"
    message = {"body": "سلام", "key": "one", "files": [order(name="beside.pdf")]}
    assert back.student.post(f"/requests/{back.request.number}/comment/", message).status_code == 302
    monkeypatch.setattr(full, 1)
    refused = back.send("0", mobile="09120000099", order=order(name="second.pdf"))
    assert refused.status_code == 422
    assert "at most 1 files" in text(refused)
    monkeypatch.setattr(full, 2)
    assert back.send("1", mobile="09120000099").status_code == 302
    assert back.answers["order"]["name"] == "second.pdf"
