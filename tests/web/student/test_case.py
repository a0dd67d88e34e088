"""The page of a request, from filing to the certificate."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.web.student.conftest import OTHER, STUDENT, Browser, hidden, text

CONDITIONED = "97204001"


def page_of(student, request):
    found = student.get(f"/requests/{request.number}/")
    assert found.status_code == 200
    return found


def status_on(page):
    """The badge at the far top corner."""
    aside = re.search(r'<div class="pk-casehead">.*?<aside>(.*?)</aside>', page.content.decode(), re.DOTALL)[1]
    return re.sub(r"<[^>]+>", "", aside).strip()


def write(student, request, body, **more):
    return student.post(f"/requests/{request.number}/comment/", {"body": body, "key": uuid4().hex, **more})


@pytest.fixture
def filed(iums):
    return walks.file(iums, STUDENT)


def at(university, request, node):
    task = walks.task_at(request, node)
    return task, walks.holder_of(university, task)


def test_all_seventeen_answers_are_readable(student, filed):
    """B11"""
    page = page_of(student, filed).content.decode()
    answers = page[page.index('id="answers"') :]
    assert [int(n) for n in re.findall(r'<dt><bdi class="num" dir="ltr">(\d+)</bdi>', answers)] == list(range(1, 18))
    words = text(page_of(student, filed))
    assert "Landline 02147701234" in words
    assert "Place of issue Tehran" in words


def test_status_stands_in_the_far_top_corner_and_follows_every_step(iums, student, filed):
    """B12, B15"""
    assert status_on(page_of(student, filed)) == "New"
    walks.send(iums, filed, "education")
    assert status_on(page_of(student, filed)) == "In review"
    task, officer = at(iums, filed, "student-affairs")
    servicedesk.return_for_correction(actor=officer, task_id=task.id, fields=["landline"], reason="پاسخ نمی‌دهد")
    assert status_on(page_of(student, filed)) == "Returned to you"


def test_status_ends_with_the_case(iums, student, filed):
    """B15"""
    walks.walk(iums, filed)
    assert status_on(page_of(student, filed)) == "Completed"


def test_stations_say_who_holds_it_and_what_is_not_begun(iums, student, filed):
    walks.send(iums, filed, "education")
    words = text(page_of(student, filed))
    assert "1 of 11 stations done" in words
    assert re.search(r"Documents at student affairs With .+?, since ", words)
    assert "Not started" in words


def test_message_reaches_the_present_holder_also_after_a_hand_over(iums, student, filed):
    """B13"""
    walks.send(iums, filed, "education")
    assert write(student, filed, "سلام، کارتم را آوردم").headers["Location"] == f"/requests/{filed.number}/#talk"
    _task, officer = at(iums, filed, "student-affairs")
    assert list(servicedesk.holders(servicedesk.my_request(iums.actor(STUDENT), filed.number))) == [officer.person_id]
    seen = servicedesk.comments(filed, officer)
    assert [row.body for row in seen] == ["سلام، کارتم را آوردم"]
    assert "You" in text(page_of(student, filed))


def test_same_message_sent_twice_by_a_double_click_stands_once(student, filed):
    key = uuid4().hex
    write(student, filed, "سلام", key=key)
    write(student, filed, "سلام", key=key)
    assert len(servicedesk.comments(filed, student.university.actor(STUDENT))) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [("   ", "Write something first."), ("\u202e\u200f", "Write something first."), ("ا" * 4001, "too long")],
)
def test_refused_message_stays_in_its_box(student, filed, body, words):
    refused = write(student, filed, body)
    assert refused.status_code == 422
    assert words in text(refused)
    assert body.strip() in refused.content.decode()
    assert servicedesk.comments(filed, student.university.actor(STUDENT)) == []


def test_direction_marks_and_tags_in_a_message_do_nothing(student, filed):
    write(student, filed, "abc\u202e<script>x</script>")
    page = page_of(student, filed).content.decode()
    assert "abc&lt;script&gt;x&lt;/script&gt;" in page


def test_answer_is_asked_for_until_a_day(iums, student, filed):
    """B14: the officer's message, the day of the answer, and the answer in the same place."""
    task, officer = at(iums, filed, "education")
    servicedesk.comment(
        actor=officer, request_id=filed.id, body="شمارهٔ ثابت را دوباره ببینید", task_id=task.id,
        reply_by=date(2026, 11, 25),
    )  # fmt: skip
    words = text(page_of(student, filed))
    assert "Your move: 1 thing to do Answer the message of" in words
    assert "Answer wished for by Wednesday 4 Azar 1405" in words
    write(student, filed, "درست است")
    assert "Your move" not in text(page_of(student, filed))


def test_notes_of_offices_are_not_shown(iums, student, filed):
    """B22"""
    walks.walk(iums, filed, until="disciplinary")
    task, officer = at(iums, filed, "disciplinary")
    servicedesk.comment(
        actor=officer, request_id=filed.id, body="یادداشت محرمانه", task_id=task.id,
        visibility=servicedesk.Visibility.INTERNAL,
    )  # fmt: skip
    assert "محرمانه" not in page_of(student, filed).content.decode()


def test_council_shows_neither_names_nor_its_result(iums, student, filed):
    """B22: neutral status, also where the council decided «not applicable»."""
    walks.walk(iums, filed, until="disciplinary")
    task, officer = at(iums, filed, "disciplinary")
    clearance.mark_not_applicable(actor=officer, task_id=task.id, reason="سابقه ندارد")
    page = text(page_of(student, filed))
    assert "Not applicable" not in page
    assert "The result is not shown here." in page
    assert "Done: Disciplinary council review" in page
    assert iums.person("council").full_name not in page


def test_debt_says_how_much_why_until_when_and_how_to_settle(iums, student, filed):
    walks.walk(iums, filed, until="nutrition")
    task, officer = at(iums, filed, "nutrition")
    clearance.hold_for_debt(
        actor=officer, task_id=task.id, amount=4_500_000, reason="اعتبار منفی", due_date=date(2026, 12, 6),
    )  # fmt: skip
    page = page_of(student, filed)
    words = text(page)
    assert status_on(page) == "Payment due"
    debt = "Debt to Nutrition Office 4,500,000 rials · due 15 Azar اعتبار منفی"
    assert f"{debt} Pay it here." in words
    [due] = payments.dues_of_request(filed.id)
    assert page.content.decode().count(f'href="/payments/?due={due.id}"') == 3, "to do, station, bar of phones"
    payments.Terminal.objects.filter(institution_id=iums.id).update(is_open=False)
    page = page_of(student, filed)
    assert f"{debt} Take the receipt" in text(page)
    assert "/payments/?due=" not in page.content.decode()


def test_visit_says_what_where_when_and_what_to_bring(shiraz):
    """C7, C8: the student is told; the next office sees nothing."""
    student = Browser(shiraz, CONDITIONED)
    request = walks.file(shiraz, CONDITIONED)
    walks.walk(shiraz, request, until="library-khwarizmi")
    task, officer = at(shiraz, request, "library-khwarizmi")
    clearance.require_visit(
        actor=officer, task_id=task.id, reason="کتاب امانتی", bring="کتاب", place="ساختمان مرکزی", hours="۹ تا ۱۳",
    )  # fmt: skip
    page = page_of(student, request)
    assert status_on(page) == "Visit needed"
    assert "Visit Khwarizmi Library in person کتاب امانتی Bring: کتاب ساختمان مرکزی · ۹ تا ۱۳" in text(page)
    assert walks.open_nodes(request) == ["library-khwarizmi"]


def test_certificate_is_given_only_to_its_owner(iums, student, filed):
    walks.walk(iums, filed)
    certificate = clearance.certificate_of(filed.id)
    assert "The certificate is being signed." in text(page_of(student, filed))
    assert student.get(f"/requests/{filed.number}/certificate/").status_code == 404
    clearance.make_certificate(certificate.id)
    assert "This certificate is valid." in text(page_of(student, filed))
    given = student.get(f"/requests/{filed.number}/certificate/")
    assert given.content.startswith(b"%PDF-")
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"] == f'attachment; filename="clearance-{certificate.number}.pdf"'
    assert "no-store" in given.headers["Cache-Control"]
    assert Browser(iums, OTHER).get(f"/requests/{filed.number}/certificate/").status_code == 404
    assert Browser(iums).get(f"/requests/{filed.number}/certificate/").status_code == 302


def test_revoked_certificate_says_so(iums, student, filed):
    """F8"""
    walks.walk(iums, filed)
    certificate = clearance.certificate_of(filed.id)
    clearance.revoke(actor=iums.actor("admin"), certificate_id=certificate.id, reason="خطا در صدور")
    words = text(page_of(student, filed))
    assert "This certificate is revoked. Do not use it." in words
    assert "خطا در صدور" in words
    assert status_on(page_of(student, filed)) == "Certificate revoked"
    clearance.make_certificate(certificate.id)
    page = page_of(student, filed)
    assert "Download the revoked certificate (PDF)" in text(page)
    assert "btn-primary" not in page.content.decode().split('id="h-cert"')[1].split("</section>")[0]


def test_filled_form_is_a_file_of_the_request(iums, student, filed):
    """B27"""
    walks.walk(iums, filed)
    clearance.make_form(filed.id)
    page = page_of(student, filed).content.decode()
    address = re.search(rf'href="(/requests/{filed.number}/files/[^"]*)"', page)[1]
    assert student.get(address).content.startswith(b"%PDF-")
    assert Browser(iums, OTHER).get(address).status_code == 404


def test_documents_of_the_previous_degree_wait_to_be_handed_over(shiraz):
    """C1"""
    student = Browser(shiraz, CONDITIONED)
    request = walks.file(shiraz, CONDITIONED)
    walks.walk(shiraz, request, until="handover")
    assert "The documents of your previous degree are ready to be handed over." in text(page_of(student, request))
    walks.walk(shiraz, request)
    assert "are ready to be handed over" not in text(page_of(student, request))


def test_completed_request_takes_no_message_and_loses_none(iums, student, filed):
    walks.walk(iums, filed)
    refused = write(student, filed, "یک پرسش دیگر")
    assert refused.status_code == 422
    assert "یک پرسش دیگر" in refused.content.decode()


def returned(iums, filed, fields=("landline", "place_of_issue")):
    task, officer = at(iums, filed, "education")
    row = servicedesk.return_for_correction(
        actor=officer, task_id=task.id, fields=list(fields), reason="تلفن پاسخ نمی‌دهد", days=5,
    )  # fmt: skip
    return row, officer


def test_return_opens_only_the_named_answers(iums, student, filed):
    """B18: reason, fields, day; the others are there to read."""
    row, _officer = returned(iums, filed)
    words = text(page_of(student, filed))
    assert "Your move: 1 thing to do Correct the answers that Education named" in words
    assert "Answers to correct: Place of issue, Landline" in words
    page = student.get(f"/requests/{filed.number}/correct/{row.id}/")
    assert re.findall(r'<(?:input|select|textarea) class="form-[^"]*" id="f-(\w+)"', page.content.decode()) == [
        "place_of_issue",
        "landline",
    ]
    assert "تلفن پاسخ نمی‌دهد" in text(page)
    assert "Permanent home address تهران، خیابان نمونه، پلاک ۱۲" in text(page)


def test_correction_keeps_number_and_officer_and_changes_nothing_else(iums, student, filed):
    """B18"""
    row, officer = returned(iums, filed)
    sent = student.post(
        f"/requests/{filed.number}/correct/{row.id}/",
        {"version": "0", "landline": "۰۲۱۴۷۷۰۹۹۹۹", "place_of_issue": ["shiraz", ""], "address": "جای دیگر",
         "mobile": ""},
    )  # fmt: skip
    assert sent.headers["Location"] == f"/requests/{filed.number}/"
    request = servicedesk.my_request(iums.actor(STUDENT), filed.number)
    before, after = intake.answers_of(filed.submission), intake.answers_of(request.submission)
    assert {key for key in after if after[key] != before.get(key)} == {"landline", "place_of_issue"}
    assert after["landline"] == "+982147709999"
    (task,) = workflow.open_tasks_of_case(filed.case_id)
    assert (task.node, task.assignee_id, task.returned) == ("education", officer.person_id, False)


def test_wrong_correction_keeps_what_was_typed(iums, student, filed):
    row, _officer = returned(iums, filed)
    refused = student.post(
        f"/requests/{filed.number}/correct/{row.id}/",
        {"version": "0", "landline": "12", "place_of_issue": ["shiraz", ""]},
    )
    assert refused.status_code == 422
    assert 'value="12"' in refused.content.decode()
    assert 'href="#f-landline"' in refused.content.decode()
    assert workflow.open_tasks_of_case(filed.case_id)[0].returned is True


def test_correction_sent_twice_says_so_and_does_nothing(iums, student, filed):
    row, _officer = returned(iums, filed)
    answers = {"version": "0", "landline": "02147709999", "place_of_issue": ["shiraz", ""]}
    address = f"/requests/{filed.number}/correct/{row.id}/"
    student.post(address, answers)
    again = student.client.post(address, answers, follow=True)
    assert "The correction was already sent." in again.content.decode()
    assert student.get(address).headers["Location"] == f"/requests/{filed.number}/"


def test_correction_of_somebody_else_is_not_found(iums, filed):
    row, _officer = returned(iums, filed)
    other = Browser(iums, OTHER)
    mine = walks.file(iums, OTHER, field=["midwifery"])
    assert other.get(f"/requests/{filed.number}/correct/{row.id}/").status_code == 404
    assert other.get(f"/requests/{mine.number}/correct/{row.id}/").status_code == 404


def test_correction_leaves_the_files_of_the_form_where_they_are(shiraz):
    """B18: an answer that was not named stays, a file too."""
    from tests.web.student.test_drafts import order

    student = Browser(shiraz, CONDITIONED)
    student.fill(order=order())
    number = student.file(version="1")
    request = servicedesk.my_request(shiraz.actor(CONDITIONED), number)
    task, officer = at(shiraz, request, "department")
    row = servicedesk.return_for_correction(actor=officer, task_id=task.id, fields=["mobile"], reason="شماره ناقص است")
    student.post(f"/requests/{number}/correct/{row.id}/", {"version": "0", "mobile": "09120000099"})
    after = intake.answers_of(servicedesk.my_request(shiraz.actor(CONDITIONED), number).submission)
    assert (after["mobile"], after["order"]["name"]) == ("+989120000099", "order.pdf")


def test_report_of_an_error_after_filing_begins_a_message(student, filed):
    """B8"""
    page = student.get(f"/requests/{filed.number}/", about="father_name").content.decode()
    assert "“Father&#x27;s name” is wrong in my record. Correct is: </textarea>" in page


def test_opening_the_page_counts_as_reading(iums, student, filed):
    page_of(student, filed)
    from pishkhan.servicedesk.models import ReadMark

    assert ReadMark.objects.filter(request=filed, person=iums.person(STUDENT)).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_the_same_for_one_message_and_three(
    iums, student, filed, count, django_assert_num_queries
):
    task, officer = at(iums, filed, "education")
    for number in range(count):
        servicedesk.comment(actor=officer, request_id=filed.id, body=f"پیام {number}", task_id=task.id)
    page_of(student, filed)
    with django_assert_num_queries(16):
        page_of(student, filed)


def test_strange_addresses_are_not_found(student, filed):
    for path in ("/requests/1405-999999/", "/requests/nothing/", "/requests/../x/"):
        assert student.client.get(path).status_code == 404


def test_page_before_its_days_end_is_not_promised(iums, student, filed):
    """A return whose day has passed can still be answered."""
    row, _officer = returned(iums, filed)
    servicedesk.Return.objects.filter(id=row.id).update(reply_by=date.today() - timedelta(days=3))
    page = student.get(f"/requests/{filed.number}/correct/{row.id}/")
    assert page.status_code == 200
    sent = student.post(f"/requests/{filed.number}/correct/{row.id}/", {**hidden(page), "landline": "02147709999",
                                                                       "place_of_issue": ["shiraz", ""]})  # fmt: skip
    assert sent.status_code == 302
