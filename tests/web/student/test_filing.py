"""From the page of a service to a filed request."""

from __future__ import annotations

import json
import re
from html import unescape

from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.web.student.conftest import OTHER, STUDENT, Browser, hidden, text


def requests_of(student):
    return servicedesk.my_requests(student.university.actor(student.login)).rows


def test_service_page_says_what_it_is_to_a_stranger(stranger):
    """B5, B1: group, type, both guides, documents, what happens next; the button leads through the login."""
    page = stranger.get("/services/clearance/")
    assert page.status_code == 200
    words = text(page)
    assert "Students' requests Clearance request Service desk" in words
    assert "How to file a ticket" in words
    assert "How the process works" in words
    assert "Student card, or a declaration of loss" in words
    assert "The request goes to the lead of the education experts" in words
    assert 'href="/services/clearance/form/"' in page.content.decode()


def test_group_and_type_may_share_a_name(stranger):
    """B5: the charge of the SMS panel is a type of its own, in a group of the same name."""
    words = text(stranger.get("/services/sms-panel-charge/"))
    assert "SMS panel charge request SMS panel charge request" in words


def test_stranger_logs_in_and_comes_back_to_the_form(stranger):
    """A17"""
    sent = stranger.get("/services/clearance/form/")
    assert sent.headers["Location"] == "/login/?destination=/services/clearance/form/"


def test_closed_service_says_why(iums):
    """The status «studying» may charge the panel, a graduate may not."""
    page = Browser(iums, STUDENT).get("/services/sms-panel-charge/")
    assert "This service is not for your study status." in text(page)
    student = Browser(iums, STUDENT)
    refused = student.get("/services/sms-panel-charge/form/", enrolment=str(student.enrolment.id))
    assert refused.status_code == 403
    assert "This service is not for your study status." in text(refused)


def test_one_enrolment_goes_straight_to_its_form(student):
    sent = student.get("/services/clearance/form/")
    assert sent.headers["Location"] == f"/services/clearance/form/?enrolment={student.enrolment.id}"


def test_two_enrolments_are_a_choice(iums):
    """X5"""
    student = Browser(iums, "4001020306")
    sent = student.get("/services/clearance/form/")
    assert sent.headers["Location"] == "/services/clearance/"
    words = text(student.get("/services/clearance/"))
    assert "You have several enrolments. Choose the one this request is about." in words
    assert "Physiology, Master" in words
    assert "Nursing, Bachelor" in words


def test_seventeen_fields_in_their_order_with_numbers(student):
    """B7, B8: prefilled from the record; what belongs to it is locked, with a link to report an error."""
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    labels = re.findall(r'class="n"><bdi[^>]*>(\d+)</bdi>', page)
    assert [int(number) for number in labels] == list(range(1, 18))
    locked = re.findall(r'id="f-(\w+)" value="[^"]*" readonly', page)
    assert locked == ["full_name", "student_number", "national_id", "father_name", "birth_date"]
    assert page.count("Report an error") == 5
    assert 'value="0499370899"' in page


def test_every_field_has_its_help(student):
    """B6: «به توضیحات ذکر شده برای هر فیلد دقت نمایید»."""
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    assert page.count('class="form-hint"') >= 17


def test_field_of_study_is_narrowed_by_faculty_and_degree(student):
    """B9: the page says so to the browser, the server refuses what does not fit."""
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    rule = json.loads(unescape(re.search(r'<option value="nursing" data-when="([^"]*)"', page)[1]))
    assert rule["faculty"] == ["nursing"]
    assert "bachelor" in rule["degree"]
    refused = student.fill(faculty=["medicine"])
    assert refused.status_code == 422
    assert "This choice of “Field of study” does not go with your other answers." in text(refused)


def test_errors_stand_on_top_and_inline_and_values_are_kept(student):
    refused = student.fill(landline=["47701234"], address=["کوچه"], place_of_issue=[""])
    page = refused.content.decode()
    assert refused.status_code == 422
    assert re.findall(r'<li><a href="#(f-\w+)">', page) == ["f-place_of_issue", "f-landline", "f-address"]
    assert 'id="f-landline-e"' in page
    assert 'value="47701234"' in page
    assert ">کوچه</textarea>" in page
    assert requests_of(student) == []


def test_form_check_create_confirmation(student):
    """B6: the answers are shown once more, «ایجاد» files them, the number is shown with what happens next."""
    filled = student.fill()
    checking = f"/services/clearance/check/?enrolment={student.enrolment.id}"
    assert (filled.status_code, filled.headers["Location"]) == (302, checking)
    checked = student.get(checking)
    assert "02147701234" in text(checked)
    assert " Create" in text(checked)
    assert requests_of(student) == []
    sent = student.post("/services/clearance/check/", hidden(checked))
    (request,) = requests_of(student)
    assert sent.headers["Location"] == f"/requests/{request.number}/filed/"
    words = text(student.get(sent.headers["Location"]))
    assert f"Your request is filed, number {request.number}." in words
    assert "The request goes to the lead of the education experts" in words


def test_persian_and_arabic_digits_and_letters_are_taken(student):
    """X2"""
    number = student.file(landline=["۰۲۱۴۷۷۰۱۲۳۴"], birth_certificate=["٠"], address=["تهران، كوچه يكم، پلاک ۱۲"])
    (request,) = requests_of(student)
    answers = intake.answers_of(request.submission)
    assert request.number == number
    assert (answers["landline"], answers["birth_certificate"]) == ("+982147701234", "0")
    assert answers["address"].startswith("تهران، کوچه یکم")


def test_dates_are_jalali_in_the_digits_of_the_page(iums):
    """X3"""
    student = Browser(iums, STUDENT, lang="fa")
    page = student.get("/services/clearance/form/", enrolment=str(student.enrolment.id)).content.decode()
    assert 'value="۱۳۷۹/۰۴/۱۲"' in page


def test_second_press_of_the_button_gets_the_same_confirmation(student):
    checked = student.get(student.fill().headers["Location"])
    first = student.post("/services/clearance/check/", hidden(checked))
    second = student.post("/services/clearance/check/", hidden(checked))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(requests_of(student)) == 1


def test_second_open_request_is_refused_with_the_way_to_the_first(student):
    """C3: one open case per enrolment."""
    checked = student.get(student.fill().headers["Location"])
    request = walks.file(student.university, STUDENT)
    student.fill()
    checked = student.client.get(f"/services/clearance/check/?enrolment={student.enrolment.id}")
    assert checked.headers["Location"] == f"/requests/{request.number}/"
    assert f"number {request.number}" in text(student.get("/services/clearance/"))


def test_filing_beside_an_open_request_is_a_friendly_page(student):
    """C3: somebody filed with another device while the check page was open."""
    checked = student.get(student.fill().headers["Location"])
    found = hidden(checked)
    walks.file(student.university, STUDENT)
    student.fill()
    draft = intake.drafts_of(student.university.actor(STUDENT))[0]
    refused = student.post("/services/clearance/check/", {**found, "version": str(draft.rev)})
    assert refused.status_code == 409
    assert "You already have an open request of this kind" in text(refused)
    assert len(requests_of(student)) == 1


def test_answers_changed_in_another_tab_are_shown_before_they_are_filed(student):
    checked = student.get(student.fill().headers["Location"])
    student.post("/services/clearance/draft/", student.answers(version="1", landline=["02147709999"]))
    sent = student.post("/services/clearance/check/", hidden(checked))
    assert sent.headers["Location"] == f"/services/clearance/check/?enrolment={student.enrolment.id}"
    again = student.get(sent.headers["Location"])
    assert "The draft was changed in another window. Check the answers again." in text(again)
    assert "02147709999" in text(again)
    assert requests_of(student) == []


def test_strange_fields_are_not_taken_and_locked_ones_not_believed(student):
    """B8"""
    student.file(full_name=["کس دیگر"], national_id=["0790419904"], is_admin=["on"])
    (request,) = requests_of(student)
    answers = intake.answers_of(request.submission)
    assert answers["full_name"] == student.enrolment.person.full_name
    assert answers["national_id"] == "0499370899"
    assert "is_admin" not in answers


def test_form_without_its_fields_is_a_list_of_errors(student):
    refused = student.post("/services/clearance/form/", {"enrolment": str(student.enrolment.id), "version": "0"})
    assert refused.status_code == 422
    assert "Fix 12 things" in text(refused)


def test_direction_marks_do_not_get_into_answers(student):
    student.file(address=["تهران\u202e خیابان نمونه\u2066، پلاک ۱۲"])
    (request,) = requests_of(student)
    assert intake.answers_of(request.submission)["address"] == "تهران خیابان نمونه، پلاک ۱۲"


def test_ten_thousand_letters_stay_on_the_page(student):
    long = "الف" * 3400
    refused = student.fill(address=[long])
    assert refused.status_code == 422
    assert "may have at most 500 characters" in text(refused)
    assert long in refused.content.decode()


def test_ten_megabytes_of_text_are_refused_in_words(student):
    refused = student.fill(address=["x" * 10_000_000])
    assert refused.status_code == 413
    assert "What you sent is too large" in text(refused)


def test_enrolment_of_somebody_else_files_nothing(student):
    """A18: a page opened by the person before cannot file under this one."""
    foreign = student.university.enrolment(OTHER)
    refused = student.post("/services/clearance/form/", student.answers(enrolment=str(foreign.id)))
    assert refused.status_code == 409
    assert "This page was opened for someone else; nothing was filed." in text(refused)
    assert student.get("/services/clearance/form/", enrolment=str(foreign.id)).status_code == 404
    assert student.get("/services/clearance/form/", enrolment="nonsense").status_code == 404


def test_unknown_service_is_not_found(student):
    assert student.get("/services/nothing/").status_code == 404
    assert student.get("/services/nothing/form/").status_code == 404


def test_reason_is_asked_from_a_list_and_shown(shiraz):
    """C3, C1: the reason is mandatory; the purpose stands on the page of the request."""
    student = Browser(shiraz, "97204001")
    refused = student.fill(reason=[""])
    assert refused.status_code == 422
    number = student.file(version="1")
    words = text(student.get(f"/requests/{number}/"))
    assert "Purpose: Receiving the documents of the previous degree" in words


def test_a_service_whose_process_went_missing_keeps_the_draft_and_says_so(student):
    checked = student.get(student.fill().headers["Location"])
    servicedesk.RequestType.objects.filter(key="clearance").update(process_key="gone", process_version_id=None)
    again = student.post("/services/clearance/check/", hidden(checked), follow=True)
    assert "The process of this service is not published yet. Please tell support." in text(again)
    assert "Check your answers" in text(again)
    assert requests_of(student) == []
