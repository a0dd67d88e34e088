"""Nothing that was typed into an address leads to another site (A17)."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.identity import api as identity

STUDENT, PASSWORD = "981020304", "namoone-pishkhan-1405"
STRANGE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "javascript:alert(1)", "http://shiraz.localhost/requests/", "//iums.localhost@evil.example/",
    " https://evil.example", "https://iums.localhost.evil.example/", "/\t/evil.example",
]  # fmt: skip


@pytest.fixture
def student(iums):
    identity.set_password(person=iums.person(STUDENT), password=PASSWORD)
    return iums


@pytest.mark.parametrize("told", STRANGE)
@pytest.mark.parametrize("name", ["destination", "next"])
def test_a17_login_leads_to_this_host_alone(student, told, name):
    client = Client(SERVER_NAME="iums.localhost")
    address = f"/login/?{name}=x"
    answer = client.post(address, {"login": STUDENT, "password": PASSWORD, name: told})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/enter/")


@pytest.mark.parametrize("told", STRANGE)
@pytest.mark.parametrize(
    ("path", "field"), [("/settings/language/", {"language": "en"}), ("/settings/theme/", {"theme": "dark"})]
)
def test_choice_of_language_and_look_leads_to_this_host_alone(iums, told, path, field):
    answer = Client(SERVER_NAME="iums.localhost").post(path, {**field, "next": told})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
