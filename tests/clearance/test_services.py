"""Every everyday service from filing to its closing letter."""

from __future__ import annotations

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.clearance.paper import signing
from pishkhan.kernel import digits
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk
from tests.clearance.paper.reading import pages
from tests.factories import services, students
from tests.factories.jobs import run_jobs
from tests.factories.services import BY_KEY, SERVICES


@pytest.fixture
def studying(iums):
    """The demo student of nursing, in a further enrolment that goes on."""
    [enrolled] = students.enrolments(iums, "981020304", 1)
    type(enrolled).objects.filter(id=enrolled.id).update(status="studying")
    enrolled.refresh_from_db()
    return enrolled


def letter_of(request) -> servicedesk.Attachment:
    return servicedesk.Attachment.objects.get(request=request, field="letter")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.key)
def test_b5_service_ends_with_its_signed_letter(iums, studying, service):
    """B5: types of the desk beside clearance."""
    request = services.file(iums, service, studying)
    assert services.walk(iums, service, request) == list(service.steps)
    run_jobs()
    request.refresh_from_db()
    assert (request.customer_status, request.closed_at is not None) == ("closed", True)
    found = letter_of(request)
    pdf = files.read(found.file)
    verdict = signing.verify(pdf, clearance.trusted(iums.id))
    assert (found.public, verdict.valid, verdict.covers_whole_document) == (True, True, True)
    [said] = pages(pdf)
    for words in (*service.said, digits.to_persian(request.number), "دانشجوی نمونه"):
        assert _flat(words) in said


def _flat(words: str) -> str:
    """As the reader of the tests gives a page's text: without half-spaces."""
    return words.replace("\u200c", "")


def test_letter_is_told_with_the_closing(iums, studying):
    service = BY_KEY["dormitory"]
    request = services.file(iums, service, studying)
    services.walk(iums, service, request)
    run_jobs()
    told = Notice.objects.filter(person_id=studying.person_id, link=servicedesk.page_of(request))
    assert sorted(told.values_list("message", flat=True)) == ["closed_letter", "request_filed"]


def test_paragraph_of_an_answer_nobody_gave_is_left_out(iums, studying):
    service = BY_KEY["internal-scholarship"]
    request = services.file(iums, service, studying)
    services.walk(iums, service, request)
    run_jobs()
    [said] = pages(files.read(letter_of(request).file))
    assert "کمک" not in said


def test_drawing_again_replaces_the_letter(iums, studying):
    service = BY_KEY["loan"]
    request = services.file(iums, service, studying)
    services.walk(iums, service, request)
    run_jobs()
    certificate, first = clearance.certificate_of(request.id), letter_of(request)
    clearance.make_certificate(certificate.id)
    again, second = clearance.certificate_of(request.id), letter_of(request)
    assert (again.id, again.number, again.code, second.id) == (
        certificate.id, certificate.number, certificate.code, first.id,
    )  # fmt: skip
    assert (second.file_id, second.file_id != first.file_id) == (again.file_id, True)


def test_sensitive_answers_are_not_in_the_letter(iums, studying):
    service = BY_KEY["loan"]
    request = services.file(iums, service, studying)
    services.walk(iums, service, request)
    run_jobs()
    [said] = pages(files.read(letter_of(request).file))
    assert digits.to_persian("0499370899") not in said
    assert "IR06" not in said
