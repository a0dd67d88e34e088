"""What the house refuses before the API is asked comes as JSON, too."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.rest.callers import STUDENT, Caller, code


@pytest.mark.parametrize(
    ("method", "path", "status", "named"),
    [
        ("GET", "/api/", 404, "address_unknown"), ("GET", "/api/v1/nothing/", 404, "address_unknown"),
        ("POST", "/api/v2/requests/", 404, "address_unknown"), ("PATCH", "/api/v1/requests/", 405, "method_wrong"),
        ("GET", "/api/v1/requests/1405-000001/messages/", 405, "method_wrong"),
        ("GET", "/api/v1/requests/?a=%00", 400, "unreadable"),
    ],
)  # fmt: skip
def test_unknown_addresses_and_methods(iums, method, path, status, named):
    answer = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True).generic(method, path)
    assert (*code(answer), answer["Content-Type"]) == (status, named, "application/json")
    assert answer.json()["message"]


def test_unknown_host_is_told_as_json(iums):
    answer = Client(SERVER_NAME="nobody.localhost").get("/api/v1/requests/")
    assert code(answer) == (404, "address_unknown")


def test_method_that_is_not_offered_names_those_that_are(iums):
    answer = Client(SERVER_NAME="iums.localhost").generic("PATCH", "/api/v1/requests/")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_large_and_broken_bodies(iums):
    mine = Caller(iums, STUDENT)
    large = mine.client.post("/api/v1/requests/", "x" * 26_300_000, content_type="application/json")
    assert code(large) == (413, "body_large")
    broken = mine.client.post("/api/v1/requests/", "{", content_type="application/json")
    assert code(broken) == (400, "body_broken")
    wrong = mine.post("/requests/", {"service": 5})
    assert (*code(wrong), wrong.json()["places"]) == (422, "body_wrong", ["body.filing.service"])


@pytest.mark.parametrize(
    "body", ['{"body": "a\\u0000"}', '{"body": "\\ud800"}', '{"body": NaN}', '{"\\u0000": 1}', "[" * 99999]
)
def test_characters_no_column_takes(iums, body):
    mine = Caller(iums, STUDENT)
    answer = mine.client.post("/api/v1/requests/1405-000001/messages/", body, content_type="application/json")
    assert code(answer) == (400, "body_broken")


def test_nothing_of_the_api_is_kept_by_anybody_between(iums):
    assert Caller(iums, STUDENT).get("/me/")["Cache-Control"] == "no-store, private"
