"""Closing and opening an account follows into the directory; what is off there by somebody else's word stays off."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from pishkhan.identity import tasks
from pishkhan.identity.domain import credentials, directory_accounts, keeping
from pishkhan.identity.models import Identifier, Person
from pishkhan.identity.providers.protocol import Failed, Outcome
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.plumbing.models import Incident
from pishkhan.plumbing.sealing import blind_index
from tests.identity.directory.conftest import again

PASSWORD = "Blue-Kettle-Of-9"


@pytest.fixture
def person(at_iums):
    """With a number of this test's own: a real directory is shared by all of them."""
    found = at_iums.person("981020304")
    number = f"9{uuid4().int % 10**11:011d}"
    index = blind_index("student_number", number)
    Identifier.objects.filter(person=found, kind="student_number").update(index=index, value=number)
    credentials.set_password(person=found, password=PASSWORD)
    return Person.objects.get(id=found.id)


def enabled(house, person) -> bool:
    return house.directory().find(person.directory_name).is_enabled


def close(university, person):
    keeping.close_account(actor=university.actor("admin"), person_id=person.id, reason="پایان همکاری")
    directory_accounts.follow(person.id)


def reopen(university, person):
    keeping.open_account(actor=university.actor("admin"), person_id=person.id, reason="بازگشت")
    directory_accounts.follow(person.id)


def incidents() -> list[Incident]:
    return list(Incident.objects.filter(kind=directory_accounts.NOT_FOLLOWED, state=Incident.State.OPEN))


def test_closed_here_is_off_there_and_opened_is_on_again(at_iums, house, person):
    close(at_iums, person)
    assert not enabled(house, person)
    directory_accounts.follow(person.id)
    reopen(at_iums, person)
    assert enabled(house, person)
    said = [line.action for line in audit.history(person.id) if line.action.startswith("directory.")]
    assert said[-2:] == ["directory.disabled", "directory.enabled"]
    house.directory().enable(person.directory_name, on=False)
    directory_accounts.follow(person.id)
    assert not enabled(house, person), "what we enabled before gives no right over what they do later"


def test_what_the_directory_had_off_stays_off(at_iums, house, person):
    house.directory().enable(person.directory_name, on=False)
    close(at_iums, person)
    reopen(at_iums, person)
    assert not enabled(house, person)


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.TAKEN, Outcome.FORBIDDEN])
def test_refusal_for_good_is_an_incident_and_no_job_is_tried_for_days(at_iums, house, person, monkeypatch, outcome):
    def refuse(self, name, *, on):
        raise Failed(outcome)

    kind = type(house.directory())
    with monkeypatch.context() as patched:
        patched.setattr(kind, "enable", refuse)
        close(at_iums, person)
        directory_accounts.follow(person.id)
    (open_one,) = incidents()
    assert (open_one.times, open_one.detail["reason"], open_one.subject_id) == (2, outcome.value, person.id)
    page = Client(SERVER_NAME="iums.localhost")
    page.force_login(at_iums.person("admin"))
    assert f"/console/people/{person.id}/" in page.get("/console/incidents/").content.decode()
    assert directory_accounts.not_followed() == [person.id]
    tasks.follow_refused(0)
    directory_accounts.follow(person.id)
    assert (incidents(), enabled(house, person)) == ([], False)


def test_directory_that_is_down_is_tried_again(at_iums, house, person):
    keeping.close_account(actor=at_iums.actor("admin"), person_id=person.id, reason="پایان همکاری")
    house.down()
    with pytest.raises(DomainError, match="directory_down"):
        directory_accounts.follow(person.id)
    house.up()
    again(at_iums)
    directory_accounts.follow(person.id)
    assert (enabled(house, person), incidents()) == (False, [])


def test_administrator_unlocks_on_the_page_of_the_person(at_iums, house, person):
    client, path = Client(SERVER_NAME="iums.localhost"), f"/console/people/{person.id}/"
    client.force_login(at_iums.person("admin"))
    assert f'action="{path}unlock/"' in client.get(path).content.decode()
    for _ in range(10):
        house.directory().check(person.directory_name, "Wrong-Guess-9")
    assert house.directory().find(person.directory_name).is_locked
    assert client.post(f"{path}unlock/").status_code == 302
    assert not house.directory().find(person.directory_name).is_locked
    house.down()
    refused = client.post(f"{path}unlock/")
    house.up()
    assert (refused.status_code, [place for place, _ in refused.context["errors"]]) == (422, ["unlock"])
