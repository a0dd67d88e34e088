"""«درخواست‌های من» and the bell."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.servicedesk.messages import CommentNotice
from tests.factories import letters, walks
from tests.web.student.conftest import OTHER, STUDENT, Browser, text

STUDYING = "4001020306"


@pytest.fixture
def studying(iums):
    return Browser(iums, STUDYING)


def file_panel(university, count):
    return [letters.file(university, STUDYING) for _ in range(count)]


def numbers_on(page):
    return re.findall(r'<td class="who"><a [^>]*href="/requests/([^/]+)/"', page.content.decode())


def test_empty_list_leads_to_the_services(student):
    page = text(student.get("/requests/"))
    assert "You have no request yet" in page


def test_list_shows_status_and_both_filters(iums, studying):
    """B16: «بر اساس نوع درخواست» and by status."""
    panel = file_panel(iums, 2)
    clearance = walks.file(iums, STUDYING, faculty=["medicine"], field=["physiology"], degree=["master"])
    everything = [clearance.number, panel[1].number, panel[0].number]
    assert numbers_on(studying.get("/requests/")) == everything
    assert numbers_on(studying.get("/requests/", type="clearance")) == [clearance.number]
    walks.send(iums, clearance, "education")
    assert numbers_on(studying.get("/requests/", status="new")) == [panel[1].number, panel[0].number]
    assert numbers_on(studying.get("/requests/", status="unfinished")) == everything
    assert numbers_on(studying.get("/requests/", status="open")) == [clearance.number]
    assert "In review" in text(studying.get("/requests/"))
    assert numbers_on(studying.get("/requests/", status="closed")) == []
    assert "No request fits this choice." in text(studying.get("/requests/", status="closed"))


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_list_in_both_languages(iums, lang):
    """B16"""
    walks.file(iums, STUDENT)
    page = text(Browser(iums, STUDENT, lang=lang).get("/requests/"))
    assert {"fa": "درخواست‌های من", "en": "My requests"}[lang] in page
    assert {"fa": "درخواست تسویه حساب", "en": "Clearance request"}[lang] in page
    assert {"fa": "تازه", "en": "New"}[lang] in page


def test_strange_filters_and_pages_are_no_error(student):
    walks.file(student.university, STUDENT)
    page = student.get("/requests/", type="x", status="'--", before="nonsense")
    assert len(numbers_on(page)) == 1


def test_older_pages_are_reached_by_key(iums, studying):
    filed = [request.number for request in file_panel(iums, 27)][::-1]
    first = studying.get("/requests/")
    assert numbers_on(first) == filed[:25]
    link = re.search(r'href="(\?[^"]*before=[^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    assert numbers_on(studying.client.get(f"/requests/{link}")) == filed[25:]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_the_same_whatever_it_shows(iums, studying, count, django_assert_num_queries):
    """W3, at most eight: session with person, counts and memberships, and four for types, requests, drafts,
    what one takes part in."""
    file_panel(iums, count)
    studying.get("/requests/")
    with django_assert_num_queries(5):
        page = studying.get("/requests/")
    assert len(numbers_on(page)) == count


def test_other_people_see_nothing_of_it(iums):
    request = walks.file(iums, STUDENT)
    other = Browser(iums, OTHER)
    assert numbers_on(other.get("/requests/")) == []
    for path in ("", "filed/", "certificate/"):
        assert other.get(f"/requests/{request.number}/{path}").status_code == 404
    assert other.post(f"/requests/{request.number}/comment/", {"body": "سلام"}).status_code == 404


def test_other_institution_does_not_know_it(iums, shiraz):
    """The number may exist in both; the Host header decides."""
    request = walks.file(iums, STUDENT)
    walks.file(shiraz, "97204001")
    lost = Browser(iums, STUDENT, host=shiraz.loaded.pack.about["institution"]["hosts"][0])
    assert lost.get(f"/requests/{request.number}/").status_code == 404


def test_number_may_be_typed_in_persian_digits(iums):
    """X2"""
    request = walks.file(iums, STUDENT)
    persian = request.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert Browser(iums, STUDENT).get(f"/requests/{persian}/").status_code == 200


def test_staff_reads_officers_notices_too(iums):
    lead = iums.person("edu.lead")
    message = CommentNotice(number="1405-000001", author="دانشجوی نمونه", link="/desk/")
    notifications.send(recipient=identity.recipient_of(lead.id), message=message)
    page = Browser(iums, "edu.lead").get("/notifications/")
    assert "New message on request 1405-000001" in text(page)


def notify(university, login, count):
    recipient = identity.recipient_of(university.person(login).id)
    for number in range(count):
        message = CommentNotice(number=f"1405-00000{number}", author="کارشناس نمونه", link="/requests/")
        notifications.send(recipient=recipient, message=message)


def test_notice_leads_to_its_page_and_is_read_then(iums, student):
    """B14 in the product: bell, count, list."""
    notify(iums, STUDENT, 2)
    page = student.get("/notifications/").content.decode()
    assert "Messages, 2 new" in " ".join(page.split())
    link = re.search(r'href="(/notifications/[0-9a-f-]{36}/)"', page)[1]
    assert student.get(link).headers["Location"] == "/requests/"
    assert notifications.unread_count(iums.actor(STUDENT)) == 1
    student.post("/notifications/read/")
    assert notifications.unread_count(iums.actor(STUDENT)) == 0


def test_notice_of_somebody_else_is_not_found(iums, student):
    notify(iums, OTHER, 1)
    (notice,), _older = notifications.page(iums.actor(OTHER))
    assert student.get(f"/notifications/{notice.id}/").status_code == 404
    student.post("/notifications/read/", {"notice": str(notice.id)})
    assert notifications.unread_count(iums.actor(OTHER)) == 1


def test_codes_in_a_notice_do_not_turn_round(iums):
    """X3: numbers stay left to right inside Persian."""
    notify(iums, STUDENT, 1)
    page = Browser(iums, STUDENT, lang="fa").get("/notifications/").content.decode()
    assert '<bdi class="num" dir="ltr">۱۴۰۵-۰۰۰۰۰۰</bdi>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_notices_ask_the_database_the_same_whatever_they_show(iums, student, count, django_assert_num_queries):
    notify(iums, STUDENT, count)
    student.get("/notifications/")
    with django_assert_num_queries(2):
        student.get("/notifications/")


def test_caches_are_no_condition(student):
    """The first page after a restart is a page like any other."""
    cache.clear()
    assert student.get("/requests/").status_code == 200
