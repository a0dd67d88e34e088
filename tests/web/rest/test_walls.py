"""Ids of others over the API: every address that takes one, with tokens of people who have no business there."""

from __future__ import annotations

import json
from itertools import product

import pytest
from django.test import Client

from pishkhan.identity.domain import tokens
from pishkhan.web.rest.urls import api
from tests.factories import worlds
from tests.web.rest.callers import Caller

BODY = {
    "body": "سلام", "reason": "دلیل", "answers": {}, "rev": 0, "person": None, "fields": ["mobile"], "amount": 1000,
    "kind": "waived", "evidence": "فیش", "outcome": "came", "file": None,
}  # fmt: skip
OPEN = {"/api/v1/catalogue/{key}/", "/api/v1/drafts/{key}/", "/api/v1/drafts/{key}/files/{field}/"}
"""A service is everybody's; drafts of it are found by whose token it is."""


@pytest.mark.parametrize(
    ("login", "host"), [("991020305", "iums"), ("loan", "iums"), ("97204001", "shiraz"), ("nutrition", "shiraz")]
)
def test_ids_of_others_are_unknown(iums, shiraz, monkeypatch, login, host):
    """Another student, an office the case has not reached, a student and a clerk of another university."""
    monkeypatch.setattr(tokens, "PER_MINUTE", 10**6)
    world = worlds.build(iums)
    caller = Caller(iums if host == "iums" else shiraz, login, host=f"{host}.localhost")
    wrong, asked = [], 0
    for path, methods in api.get_openapi_schema()["paths"].items():
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        if not names or path in OPEN:
            continue
        for method, values in product(methods, product(*(world.values[name] for name in names))):
            where = path
            for name, value in zip(names, values, strict=True):
                where = where.replace(f"{{{name}}}", value)
            answer = caller.client.generic(method.upper(), where, json.dumps(BODY), "application/json")
            asked += 1
            if answer.status_code not in {403, 404, 422}:
                wrong.append(f"{method} {where}: {answer.status_code}")
            if answer.status_code == 422 and answer.json()["code"] != "body_wrong":
                wrong.append(f"{method} {where}: {answer.json()}")
    assert (wrong, asked > 40) == ([], True)


def test_without_a_token_every_address_is_shut(iums):
    client, open_ones = Client(SERVER_NAME="iums.localhost"), []
    for path, methods in api.get_openapi_schema()["paths"].items():
        where = path.replace("{key}", "clearance").replace("{number}", "1405-000001").replace("{field}", "x")
        while "{" in where:
            where = where[: where.index("{")] + str(iums.id) + where[where.index("}") + 1 :]
        for method in methods:
            answer = client.generic(method.upper(), where, "{}", "application/json")
            if answer.status_code != 401:
                open_ones.append(f"{method} {where}: {answer.status_code}")
    assert open_ones == []
