"""People are named in the language of the page, where the record knows their name in it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from pishkhan.clearance.domain import sheets
from pishkhan.identity import api as identity
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.web.desk.conftest import Desk
from tests.web.student.conftest import STUDENT, Browser, text


@pytest.fixture
def filed(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    return request


def test_officers_have_english_names_on_the_student_s_english_page(iums, filed):
    task = walks.task_at(filed, "nutrition")
    officer = walks.holder_of(iums, task)
    servicedesk.comment(actor=officer, request_id=filed.id, body="سلام", task_id=task.id)
    person = iums.person("nutrition")
    page = text(Browser(iums, STUDENT).get(f"/requests/{filed.number}/"))
    assert person.full_name_en in page
    assert person.full_name not in page
    page = text(Browser(iums, STUDENT, lang="fa").get(f"/requests/{filed.number}/"))
    assert person.full_name in page


def test_desk_names_who_did_a_station_in_english(iums, filed):
    desk = Desk(iums, "nutrition")
    desk.task(walks.task_at(filed, "nutrition"))
    assert iums.person("edu.expert").full_name_en in desk.text
    assert iums.person("edu.expert").full_name not in desk.text


def test_a_name_that_is_not_known_in_english_stays_persian(iums):
    person = iums.person("nutrition")
    identity.Person.objects.filter(id=person.id).update(full_name_en="")
    with override("en"):
        assert identity.names([person.id]) == {person.id: person.full_name}


def test_the_certificate_is_persian_whoever_asks(iums, filed):
    walks.walk(iums, filed)
    with override("en"):
        rows = sheets._stations(servicedesk.my_request(iums.actor(STUDENT), filed.number))
    assert iums.person("nutrition").full_name in {row.by for row in rows}
