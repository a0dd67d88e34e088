"""After registering: the profile, the office that approves it, the gate, the month (E19 to E21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import applicants
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.models import Applicant, Identifier, Person
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.servicedesk import api as servicedesk
from tests.factories import codes
from tests.factories.messages import later
from tests.factories.packs import load
from tests.identity.test_registering import FORM, said

PROFILE = {
    "father_name": "پدر نمونه", "birth_certificate": "0", "gender": "female", "marital_status": "single",
    "university": "demo-tehran", "faculty": "engineering", "field": "computer-engineering", "degree": "master",
    "entry_year": "۱۴۰۲", "student_number": "۴۰۲۱۱۲۲۳۳", "study_status": "studying", "admission_type": "daily",
    "province": "tehran", "address": "تهران، خیابان نمونه، شمارهٔ ۱", "version": "0",
}  # fmt: skip


@pytest.fixture
def saorg(db):
    found = load("saorg")
    notifications.put_demo(found.id)
    return found


@pytest.fixture
def browser(saorg) -> Client:
    """The browser of somebody who has just registered."""
    client = Client(SERVER_NAME="saorg.localhost")
    client.post(FORM, {"accept": "yes"})
    client.post(FORM, said(client, saorg, channel="sms"))
    codes.send_codes()
    client.post(FORM, said(client, saorg, code=codes.last_code()))
    codes.send_codes()
    client.post(f"{FORM}email/", {"code": codes.last_code()})
    return client


def who(saorg) -> Person:
    return person_by_identifier(institution_id=saorg.id, typed="0499370899")


def row(saorg) -> Applicant:
    return Applicant.objects.get(person=who(saorg))


def office(saorg) -> Client:
    client = Client(SERVER_NAME="saorg.localhost")
    client.force_login(saorg.person("registrar"), backend="pishkhan.identity.backend.IdentifierBackend")
    return client


def decide(saorg, decision, reason=""):
    path = f"/desk/registrations/{row(saorg).id}/"
    return office(saorg).post(path, {"decision": decision, "reason": reason})


def test_no_service_opens_before_the_profile_is_approved(browser, saorg):
    """E21: on the page, by address, and in the verb."""
    words = "تا مشخصات خود را کامل نکنید و تایید نشود، همهٔ خدمات بسته است."
    assert words in browser.get("/services/").content.decode()
    assert words in browser.get("/services/military-exemption/").content.decode()
    for path in ("form/", "check/"):
        page = browser.get(f"/services/military-exemption/{path}")
        assert (page.status_code, words in page.content.decode()) == (403, True), path
        assert browser.post(f"/services/military-exemption/{path}", {"enrolment": ""}).status_code == 403


def test_even_with_an_enrolment_the_verb_refuses(browser, saorg):
    enrolment, _ = identity.put_enrolment(
        person=who(saorg), student_number="402112233", faculty_id=_faculty(saorg), field="law", degree="master",
        entry_year=1402, status="studying", admission_type="daily",
    )  # fmt: skip
    kind = servicedesk.types(saorg.id)[0]
    actor = identity.actor_of(who(saorg), institution_id=saorg.id)
    with pytest.raises(DomainError, match="not_for_you") as refused:
        servicedesk.file_request(actor=actor, type_id=kind.id, enrolment=enrolment, raw={})
    assert refused.value.params["why"] == "profile_incomplete"


def _faculty(saorg):
    from pishkhan.organisation import api as organisation

    return organisation.faculties(saorg.id)[0].id


def test_a_complete_profile_is_approved_and_opens_everything(browser, saorg):
    assert browser.post("/profile/", PROFILE).headers["Location"] == "/profile/"
    assert row(saorg).stage == "waiting"
    assert "مشخصات شما در انتظار تایید است" in browser.get("/profile/").content.decode()
    assert "متقاضی نمونه" in office(saorg).get("/desk/registrations/").content.decode()
    assert decide(saorg, "approve").status_code == 302
    [enrolment] = identity.enrolments_of(identity.actor_of(who(saorg), institution_id=saorg.id))
    found = (enrolment.student_number, enrolment.field, enrolment.entry_year)
    assert found == ("402112233", "computer-engineering", 1402)
    assert person_by_identifier(institution_id=saorg.id, typed="402112233") == who(saorg)
    assert browser.get("/services/military-exemption/form/").status_code in {200, 302}
    assert "همهٔ خدمات به روی شما باز است" in Delivery.objects.filter(message="profile_decided")[0].subject


def test_a_profile_comes_back_with_words_and_is_sent_again(browser, saorg):
    browser.post("/profile/", PROFILE)
    assert decide(saorg, "return").status_code == 422
    assert decide(saorg, "return", "نشانی کامل نیست").status_code == 302
    page = browser.get("/profile/").content.decode()
    assert "نشانی کامل نیست" in page
    assert "پدر نمونه" in page
    assert browser.post("/profile/", PROFILE).status_code == 302
    assert row(saorg).stage == "waiting"
    assert decide(saorg, "refuse", "مدرک درست نیست").status_code == 302
    assert browser.get("/services/military-exemption/form/").status_code == 403


def test_an_incomplete_profile_is_kept_and_not_sent(browser, saorg):
    page = browser.post("/profile/", {**PROFILE, "father_name": ""})
    assert page.status_code == 422
    assert row(saorg).stage == "registered"
    assert "شمارهٔ ۱" in browser.get("/profile/").content.decode()


def test_a_decision_is_made_once(browser, saorg):
    browser.post("/profile/", PROFILE)
    decide(saorg, "approve")
    assert decide(saorg, "refuse", "دیر").status_code == 422
    assert row(saorg).stage == "approved"


def test_other_offices_see_no_profile(browser, saorg, shiraz):
    browser.post("/profile/", PROFILE)
    path = f"/desk/registrations/{row(saorg).id}/"
    assert browser.get(path).status_code == 404
    stranger = Client(SERVER_NAME="shiraz.localhost")
    stranger.force_login(shiraz.person("department"), backend="pishkhan.identity.backend.IdentifierBackend")
    assert stranger.get(path).status_code == 404
    assert applicants.visible_to(saorg.actor("registrar")).count() == 1
    assert applicants.visible_to(shiraz.actor("department")).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(saorg, browser, django_assert_num_queries, count):
    browser.post("/profile/", PROFILE)
    one = row(saorg)
    for number in range(1, count):
        person, _ = identity.put_person(
            institution_id=saorg.id, full_name=f"نمونه {number}", identifiers=[("passport", f"X12345{number}")]
        )
        Applicant.objects.create(
            institution_id=saorg.id, person=person, profile=one.profile, terms_version="1", terms_at=timezone.now(),
            stage="waiting", submitted_at=timezone.now(),
        )  # fmt: skip
    actor = saorg.actor("registrar")
    with django_assert_num_queries(2):
        assert len(applicants.waiting(actor)) == count


def test_pages_follow_each_other_without_gap(saorg, browser):
    browser.post("/profile/", PROFILE)
    one, at = row(saorg), timezone.now()
    for number in range(4):
        person, _ = identity.put_person(
            institution_id=saorg.id, full_name=f"نمونه {number}", identifiers=[("passport", f"X12345{number}")]
        )
        Applicant.objects.create(
            institution_id=saorg.id, person=person, profile=one.profile, terms_version="1", terms_at=at,
            stage="waiting", submitted_at=at,
        )  # fmt: skip
    actor, seen, after = saorg.actor("registrar"), [], None
    while page := applicants.waiting(actor, after=after, most=2):
        seen += [each.id for each in page]
        after = page[-1].id
    assert len(seen) == len(set(seen)) == 5


def test_an_account_nobody_completes_is_reminded_and_deleted(browser, saorg, monkeypatch):
    """E20: a Jalali month, told 7, 3 and 1 days before, each once; the identifiers are free again."""
    one = row(saorg)
    assert one.dies_on == jalali.months_later(timezone.localdate(), 1)
    told = []
    for days in range(10, -1, -1):
        today = one.dies_on - timedelta(days=days)
        told += [days] * applicants.remind(today) + [days] * applicants.remind(today)
        assert applicants.purge(today) == (days == 0)
    assert told == [7, 3, 1]
    assert who(saorg) is None
    assert not Identifier.objects.filter(kind="email", institution_id=saorg.id, person__memberships=None).exists()
    later(monkeypatch, minutes=2)
    again = Client(SERVER_NAME="saorg.localhost")
    again.post(FORM, {"accept": "yes"})
    assert again.post(FORM, said(again, saorg, channel="sms")).status_code == 200


@pytest.mark.parametrize("way", ["later", "send", "approve"])
def test_a_saved_or_waiting_profile_is_never_deleted(browser, saorg, way):
    browser.post("/profile/", {**PROFILE, **({"later": "1"} if way == "later" else {})})
    if way == "approve":
        decide(saorg, "approve")
    far = timezone.localdate() + timedelta(days=400)
    assert (applicants.remind(far), applicants.purge(far)) == (0, 0)
    assert who(saorg) is not None


def test_people_of_the_university_are_never_deleted(saorg):
    before = Person.objects.count()
    assert applicants.purge(timezone.localdate() + timedelta(days=4000)) == 0
    assert Person.objects.count() == before
