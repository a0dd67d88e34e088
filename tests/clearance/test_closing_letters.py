"""A closing letter that is issued once more: another code each time, and nothing that locks its request."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from pishkhan.clearance import api as clearance
from pishkhan.clearance.models import Certificate
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import RequestType
from tests.clearance.paper.reading import pages
from tests.factories import services, students, walks
from tests.factories.jobs import run_jobs
from tests.factories.services import BY_KEY

LOGIN = "981020304"
SERVICE = BY_KEY["dormitory"]


@pytest.fixture
def closed(iums):
    """A request with its letter, its jobs done."""
    [enrolled] = students.enrolments(iums, LOGIN, 1)
    type(enrolled).objects.filter(id=enrolled.id).update(status="studying")
    enrolled.refresh_from_db()
    request = services.file(iums, SERVICE, enrolled)
    services.walk(iums, SERVICE, request)
    run_jobs()
    return request


def letter_of(request) -> Certificate:
    found = clearance.certificate_of(request.id)
    assert found is not None
    return found


def reopen(iums, request):
    return servicedesk.reopen(actor=iums.actor(LOGIN), request_id=request.id, reason="نامه اشتباه دارد")


def revoke(iums, letter):
    clearance.revoke(actor=iums.actor("admin"), certificate_id=letter.id, reason="اشتباه صادر شد")


def check(code: str) -> str:
    client = Client(SERVER_NAME="iums.localhost")
    client.cookies["pk_language"] = "en"
    page = client.get(f"/check/{code}/")
    assert page.status_code == 200
    return page.content.decode()


def test_each_issue_has_a_code_of_its_own_and_the_former_says_it_is_replaced(iums, closed):
    first = letter_of(closed)
    assert "This letter is genuine and valid." in check(first.code)
    assert "not closed" not in check(first.code)
    reopen(iums, closed)
    assert "The request of this letter is not closed" in check(first.code)
    services.walk(iums, SERVICE, closed)
    run_jobs()
    second = letter_of(closed)
    first.refresh_from_db()
    assert len({first.id, second.id}) == len({first.code, second.code}) == len({first.number, second.number}) == 2
    assert (first.state, second.state, first.file_id != second.file_id) == ("replaced", "valid", True)
    assert "A newer letter took the place of this one." in check(first.code)
    assert "genuine and valid" not in check(first.code)
    assert "This letter is genuine and valid." in check(second.code)
    shown = servicedesk.Attachment.objects.get(request=closed, field="letter")
    assert shown.file_id == second.file_id


def test_a_revoked_letter_does_not_lock_its_request(iums, closed):
    first = letter_of(closed)
    revoke(iums, first)
    reopen(iums, closed)
    services.walk(iums, SERVICE, closed)
    run_jobs()
    closed.refresh_from_db()
    second = letter_of(closed)
    first.refresh_from_db()
    assert (closed.customer_status, second.state, first.state) == ("closed", "valid", "revoked")
    assert "This letter is revoked." in check(first.code)


def test_a_revoked_letter_does_not_keep_a_request_from_being_withdrawn(iums, closed):
    revoke(iums, letter_of(closed))
    reopen(iums, closed)
    servicedesk.withdraw(actor=iums.actor(LOGIN), request_id=closed.id, reason="نمی‌خواهم")
    closed.refresh_from_db()
    assert closed.customer_status == "withdrawn"


def test_a_standing_letter_still_keeps_it(iums, closed):
    reopen(iums, closed)
    with pytest.raises(DomainError) as refused:
        servicedesk.withdraw(actor=iums.actor(LOGIN), request_id=closed.id, reason="نمی‌خواهم")
    assert [block.code for block in refused.value.blocks] == ["certificate_issued"]


def test_a_replaced_letter_may_still_be_revoked(iums, closed):
    first = letter_of(closed)
    reopen(iums, closed)
    services.walk(iums, SERVICE, closed)
    revoke(iums, first)
    first.refresh_from_db()
    assert (first.state, letter_of(closed).state) == ("revoked", "valid")


def test_a_late_job_of_a_replaced_letter_draws_nothing(iums, closed):
    first = letter_of(closed)
    reopen(iums, closed)
    services.walk(iums, SERVICE, closed)
    run_jobs()
    shown = servicedesk.Attachment.objects.get(request=closed, field="letter").file_id
    clearance.make_certificate(first.id)
    assert servicedesk.Attachment.objects.get(request=closed, field="letter").file_id == shown


def test_a_letter_stays_one_with_its_words_when_the_rules_of_its_type_change(iums, closed):
    letter = letter_of(closed)
    kind = RequestType.objects.get(id=closed.type_id)
    title = kind.rules["letter"]["title"]
    kind.rules = {name: rule for name, rule in kind.rules.items() if name != "letter"}
    kind.save(update_fields=["rules"])
    clearance.make_certificate(letter.id)
    again = letter_of(closed)
    [said] = pages(files.read(again.file))
    assert "بلوک" in said
    assert again.letter["title"] == title
    assert "This letter is genuine and valid." in check(letter.code)
    assert reopen(iums, closed)


def test_a_certificate_stays_one_when_its_type_gets_a_letter(iums):
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request)
    kind = RequestType.objects.get(id=request.type_id)
    kind.rules |= {"letter": {"title": {"fa": "نامه"}, "addressee": "همه", "body": ["متن"]}, "reopen_days": 7}
    kind.save(update_fields=["rules"])
    run_jobs()
    certificate = letter_of(request)
    assert (certificate.letter, certificate.file.name) == ({}, f"clearance-{certificate.number}.pdf")
    with pytest.raises(DomainError) as refused:
        reopen(iums, request)
    assert [block.code for block in refused.value.blocks] == ["certificate_issued"]


def test_letters_issued_before_are_written_on_their_rows(iums, closed):
    letter = letter_of(closed)
    words = letter.letter
    Certificate.objects.update(letter={})
    import_module("pishkhan.clearance.migrations.0004_letters_of_their_own").write_letters(apps, None)
    letter.refresh_from_db()
    assert letter.letter == words != {}
