"""The pages of the builder: what they show, keep and refuse."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.intake.logic import building as forms
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import building
from tests.servicedesk.test_building import form_of, step, two, words

BASE = "/console/services/"


@pytest.fixture
def console(iums):
    client = Client(SERVER_NAME="iums.localhost", headers={"accept-language": "en"})
    client.force_login(iums.person("admin"))
    client.cookies["pk_language"] = "en"
    return client


@pytest.fixture
def draft(iums):
    return building.begin(actor=iums.actor("admin"), fa="گواهی نمونه", en="Sample certificate")


@pytest.fixture
def whole(iums, draft):
    """A draft without a fault."""
    made = draft.content["type"] | {
        "summary": two("Summary"), "group": {"key": "sample", "name": two("Sample")}, "next": two("Next"),
    }  # fmt: skip
    parts = {"type": made, "form": form_of(draft.content["form"]), "steps": [step("one", "it")]}
    building.keep(actor=iums.actor("admin"), draft_id=draft.id, rev=0, parts=parts)
    draft.refresh_from_db()
    return draft


def post(client, path, draft, **given):
    draft.refresh_from_db()
    given.setdefault("rev", str(draft.rev))
    response = client.post(path, given)
    draft.refresh_from_db()
    return response


def page(response) -> str:
    return response.content.decode()


def paths(draft):
    home = f"{BASE}{draft.id}/"
    sheet = f"{home}sheets/form/"
    return [
        BASE, home, sheet, f"{home}conditions/", f"{home}documents/", f"{home}route/", f"{home}preview/",
        f"{home}publish/", *(f"{sheet}{one['key']}/" for one in forms.listed(draft.content["form"])),
        *(f"{sheet}{one['key']}/when/" for one in forms.listed(draft.content["form"])),
        *(f"{home}route/{one['key']}/" for one in draft.content["steps"] or ()),
    ]  # fmt: skip


def test_every_page_of_an_empty_and_of_a_whole_draft_opens(console, draft, whole):
    for path in paths(whole):
        assert console.get(path).status_code == 200, path
    empty = building.begin(actor=building_actor(console), fa="خالی", en="Empty")
    for path in paths(empty):
        assert console.get(path).status_code == 200, path


def building_actor(client):
    from pishkhan.identity import api as identity
    from pishkhan.identity.models import Person

    person = Person.objects.get(id=client.session["_auth_user_id"])
    return identity.actor_of(person, institution_id=person.institution_id)
