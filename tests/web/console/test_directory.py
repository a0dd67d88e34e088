"""The console page of the directory."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.identity.models import DirectoryAccount
from pishkhan.identity.providers import fake
from pishkhan.plumbing.models import AuditEntry, Incident

URL = "/console/directory/"
GIVEN = {
    "kind": "fake", "host": "dc1.test", "port": "۶۳۶", "base_dn": "OU=Students,DC=uni,DC=test", "upn_suffix": "",
    "bind_dn": "CN=pishkhan,CN=Users,DC=uni,DC=test", "secret": "kelid-e-ma", "ca_pem": "", "rev": "0",
}  # fmt: skip


@pytest.fixture
def store(tmp_path, settings):
    settings.DIRECTORY_STORE = tmp_path
    return tmp_path


def browser(university, login: str = "admin") -> Client:
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(university.person(login))
    return client


def put(client: Client, **more: str):
    return client.post(URL, {**GIVEN, **more})


def faults(response) -> dict[str, str]:
    return {each.name: each.errors[0] for each in response.context["fields"] if each.errors}


def test_settings_are_kept_sealed_audited_and_not_in_use_before_they_are_taken(iums, store):
    client = browser(iums)
    assert put(client).status_code == 302
    row = DirectoryAccount.objects.get()
    assert (row.port, row.is_on, row.secret, row.rev) == (636, False, "kelid-e-ma", 1)
    line = AuditEntry.objects.get(action="directory.changed")
    assert (line.after["host"], "kelid-e-ma" in str(line.after)) == ("dc1.test", False)
    shown = client.get(URL).content.decode()
    assert ("kelid-e-ma" in shown, "dc1.test" in shown) == (False, True)


def test_taking_it_into_use_asks_it_first_and_shows_its_rules(iums, store):
    """B2: nobody is locked out by a directory that does not even answer."""
    client = browser(iums)
    (store / "dc1.test.json").write_text('{"down": true}')
    refused = put(client, is_on="on")
    assert (refused.status_code, list(faults(refused))) == (422, ["is_on"])
    assert DirectoryAccount.objects.count() == 0
    (store / "dc1.test.json").write_text("{}")
    assert put(client, is_on="on").status_code == 302
    drawn = client.get(URL)
    assert drawn.context["badge"][0] == "done"
    assert drawn.context["policy"][0][1] == "۷"


@pytest.mark.parametrize(("change", "field"), [
    ({"host": "https://dc1"}, "host"), ({"host": ""}, "host"), ({"port": "0"}, "port"), ({"port": "x"}, "port"),
    ({"base_dn": "students"}, "base_dn"), ({"base_dn": "OU=Students"}, "base_dn"), ({"bind_dn": " "}, "bind_dn"),
    ({"secret": ""}, "secret"), ({"ca_pem": "-----BEGIN"}, "ca_pem"), ({"kind": "other"}, "kind"),
    ({"upn_suffix": "@uni"}, "upn_suffix"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(iums, store, change, field):
    answer = put(browser(iums), **change)
    assert (answer.status_code, list(faults(answer)), DirectoryAccount.objects.count()) == (422, [field], 0)


@pytest.mark.parametrize("change", [{"host": "evil.test"}, {"port": "637"}])
def test_secret_is_typed_again_for_another_place(iums, store, change):
    client = browser(iums)
    put(client)
    answer = put(client, **change, secret="", rev="1")
    assert list(faults(answer)) == ["secret"]
    assert DirectoryAccount.objects.get().host == "dc1.test"
    assert put(client, base_dn="OU=Other,DC=uni,DC=test", secret="", rev="1").status_code == 302
    assert DirectoryAccount.objects.get().secret == "kelid-e-ma"


def test_change_on_an_old_page_is_refused(iums, store):
    client = browser(iums)
    put(client)
    answer = put(client, rev="0")
    assert (answer.status_code, bool(answer.context["wrong"])) == (422, True)


def test_check_opens_an_incident_with_its_page_and_closes_it(iums, store):
    client = browser(iums)
    put(client, is_on="on")
    path = store / "dc1.test.json"
    fake.write(path, {**fake.read(path), "down": True})
    client.post(f"{URL}check/")
    assert client.get(URL).context["badge"][0] == "debt"
    lines = client.get("/console/incidents/").context["lines"]
    assert [(line.page[0], line.is_open) for line in lines] == [(URL, True)]
    fake.write(path, {**fake.read(path), "down": False})
    client.post(f"{URL}check/")
    assert list(Incident.objects.values_list("state", flat=True)) == ["closed"]


def test_fake_is_for_the_demo_alone(iums, store, settings):
    settings.DEMO = False
    answer = put(browser(iums))
    assert list(faults(answer)) == ["kind"]


@pytest.mark.parametrize("login", ["edu.lead", "981020304"])
def test_page_is_for_administrators(iums, store, login):
    client = browser(iums, login)
    assert [client.get(URL).status_code, put(client).status_code, client.post(f"{URL}check/").status_code] == [404] * 3


def test_check_before_there_are_settings_is_nothing(iums, store):
    assert browser(iums).post(f"{URL}check/").status_code == 404


