"""The description of the API against the API: no call of it ends in a 5xx, every answer is as it is described."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pishkhan.identity.domain import tokens
from tests.factories import worlds
from tests.web.rest.callers import Caller

ASKED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=4, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
MACHINES = ("/people/", "/students/", "/staff/", "/dues/")


@pytest.fixture
def _connection_of_the_test():
    """A real call ends by giving the connection back, and with it the test's transaction: as Django's own client, not
    here."""
    both = (request_started, request_finished)
    [signal.disconnect(close_old_connections) for signal in both]
    yield
    [signal.connect(close_old_connections) for signal in both]


@pytest.fixture
def world(iums, monkeypatch, _connection_of_the_test):
    monkeypatch.setattr(tokens, "PER_MINUTE", 10**6)
    return worlds.build(iums)


def keys_of(world) -> dict[str, str]:
    """A machine's token, a student's, a clerk's."""
    university = world.university
    scopes = ["people:read", "people:write", "dues:write"]
    _, machine = tokens.make(actor=university.actor("admin"), name="schema", scopes=scopes, days=3)
    return {
        "machine": machine, "desk": Caller(university, world.clerk).text,
        "own": Caller(university, world.student).text,
    }  # fmt: skip


def test_no_two_shapes_have_one_name():
    """The description knows them by name alone: the second would be described as the first."""
    names = [each.__name__ for each in set(_below(Schema)) if each.__module__.startswith("pishkhan.web.rest.")]
    assert sorted(names) == sorted(set(names))


def _below(shape):
    for each in shape.__subclasses__():
        yield each
        yield from _below(each)


def holder(path: str) -> str:
    inside = path.removeprefix("/api/v1")
    if inside.startswith(MACHINES):
        return "machine"
    return "desk" if inside.startswith("/desk/") else "own"


def test_no_5xx_and_every_answer_as_described(world):
    """Few examples of everything, right and wrong, half of them with ids that are really there."""
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "iums.localhost"}
    )
    keys, count = keys_of(world), 0
    for found in schema.get_all_operations():
        operation = found.ok()
        headers = {"Host": "iums.localhost", "Authorization": f"Bearer {keys[holder(operation.path)]}"}
        for mode in GenerationMode:
            _tried(operation, mode, world.values, headers)
        count += 1
    assert count > 45


def _tried(operation, mode, values, headers) -> None:
    def is_real(name: str) -> bool:
        return name in values

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans(), which=st.integers(0, 3))
    def one(case, real, which):
        if real:
            for name in filter(is_real, list(case.path_parameters or {})):
                case.path_parameters[name] = values[name][which % len(values[name])]
        case.call_and_validate(headers=headers, checks=ASKED)

    try:
        one()
    except schemathesis.errors.SchemathesisError as error:
        if "Unsatisfiable" not in str(error) and "negative" not in str(error).lower():
            raise
