"""Pages that open only at the university (A1)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from pishkhan.organisation import api as organisation
from pishkhan.organisation.models import CampusNetwork, SectionRule
from pishkhan.plumbing.models import AuditEntry

CAMPUS, HOME = "10.1.2.3", "185.55.1.2"
STUDENT = "981020304"
PAGES = {
    "account": ["/login/", "/activate/", "/register/"],
    "student": ["/requests/", "/services/clearance/form/", "/notifications/"],
    "desk": ["/desk/", "/desk/search/"], "console": ["/console/", "/console/networks/"],
}  # fmt: skip
LOGINS = {"account": "", "student": STUDENT, "desk": "edu.lead", "console": "admin"}
OPEN = ["/", "/help/", "/services/", "/check/", "/healthz"]


@pytest.fixture
def campus(iums):
    CampusNetwork.objects.create(institution_id=iums.id, cidr="10.1.0.0/16", name={"fa": "دانشکده"})
    return iums


def rule(university, section, mode, unit_id=None):
    SectionRule.objects.create(institution_id=university.id, section=section, mode=mode, unit_id=unit_id)


def comes(university, section, address) -> Client:
    client = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=address)
    if LOGINS[section]:
        client.force_login(university.person(LOGINS[section]))
    return client


@pytest.mark.parametrize("section", list(PAGES))
def test_a1_locked_section_opens_only_from_the_university(campus, section):
    rule(campus, section, "enforce")
    for path in PAGES[section]:
        assert comes(campus, section, HOME).get(path).status_code == 403, path
        assert comes(campus, section, HOME).post(path).status_code == 403, path
        assert comes(campus, section, CAMPUS).get(path).status_code in {200, 302}, path
    for other in set(PAGES) - {section}:
        assert comes(campus, other, HOME).get(PAGES[other][0]).status_code == 200, other
    for path in OPEN:
        assert comes(campus, section, HOME).get(path).status_code == 200, path


def test_a1_page_for_outsiders_names_address_library_and_telephone(campus):
    rule(campus, "account", "enforce")
    text = comes(campus, "account", HOME).get("/login/").content.decode()
    assert HOME in text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert "کامپیوترهای موجود در کتابخانه دانشکده" in text
    assert "با سیستم‌های شخصی قابل دسترسی نیست" in text
    assert "۰۲۱" in text
    assert "داخلی" in text


def test_a1_this_was_not_me_opens_from_anywhere(campus):
    rule(campus, "account", "enforce")
    assert comes(campus, "account", HOME).get("/account/not-me/x/").status_code != 403


def test_a1_forged_header_lets_nobody_in(campus):
    rule(campus, "account", "enforce")
    client = comes(campus, "account", HOME)
    assert client.get("/login/", headers={"X-Forwarded-For": CAMPUS}).status_code == 403
    with override_settings(TRUSTED_PROXIES=["10.0.0.1"]):
        proxy = comes(campus, "account", "10.0.0.1")
        assert proxy.get("/login/", headers={"X-Forwarded-For": f"{CAMPUS}, {HOME}"}).status_code == 403
        assert proxy.get("/login/", headers={"X-Forwarded-For": f"{HOME}, {CAMPUS}"}).status_code == 200
        for told in ("", "unknown", "10.0.0.1"):
            assert proxy.get("/login/", headers={"X-Forwarded-For": told}).status_code == 403, told


def test_a1_without_an_address_one_is_outside(campus):
    rule(campus, "account", "enforce")
    answer = comes(campus, "account", "").get("/login/")
    assert answer.status_code == 403
    assert "نشانی شبکهٔ شما شناخته نشد" in answer.content.decode()


def test_a1_warning_is_shown_and_noted_once_in_a_session(campus):
    rule(campus, "student", "warn")
    client = comes(campus, "student", HOME)
    noted = AuditEntry.objects.filter(stream=campus.person(STUDENT).id, action="account.outside_network")
    for path in ("/requests/", "/notifications/", "/requests/"):
        assert "این صفحه برای شبکه‌های دانشگاه است" in client.get(path).content.decode()
    assert (noted.count(), noted[0].after) == (1, {"network": HOME, "section": "student"})
    assert "این صفحه برای شبکه‌های دانشگاه است" not in client.get("/help/").content.decode()
    inside = comes(campus, "student", CAMPUS)
    assert "این صفحه برای شبکه‌های دانشگاه است" not in inside.get("/requests/").content.decode()


def test_a1_faculty_is_locked_alone(campus):
    """Its students stay outside, others and staff do not."""
    place = campus.person(STUDENT).enrolments.first().faculty_id
    elsewhere = next(unit.id for unit in organisation.faculties(campus.id) if unit.id != place)
    rule(campus, "student", "enforce", place)
    assert comes(campus, "student", HOME).get("/requests/").status_code == 403
    assert comes(campus, "desk", HOME).get("/notifications/").status_code == 200
    other = Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=HOME)
    for login in ("991020305", "4001020306"):
        person = campus.person(login)
        person.enrolments.filter(faculty_id=place).update(faculty_id=elsewhere)
        other.force_login(person)
        assert other.get("/requests/").status_code == 200
    assert organisation.campus_of(campus.id).mode("student") == "off"


def test_networks_cost_no_statement_of_their_own(campus):
    rule(campus, "student", "enforce")
    client = comes(campus, "student", CAMPUS)
    client.get("/requests/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/requests/")
    assert not [q for q in asked if "campusnetwork" in q["sql"] or "sectionrule" in q["sql"]]
