"""Addresses that middleware lists by how they begin: a list that names none of ours guards or opens nothing."""

from __future__ import annotations

import pytest
from django.conf import settings

from pishkhan.web import networks
from pishkhan.web.account import gate
from tests.guards.routes import routes

LISTED = {*gate.DESKS, *gate.OPEN, *networks.ACCOUNT_PATHS, *networks.FROM_ANYWHERE}
FILES = {f"/{settings.STATIC_URL.strip('/')}/"}
"""Served before any route is looked at."""


@pytest.mark.parametrize("prefix", sorted(LISTED - FILES))
def test_listed_address_is_one_of_ours(prefix):
    assert [route.name for route in routes() if f"/{route.pattern}".startswith(prefix)], prefix


def test_way_out_of_a_shared_computer_is_open_without_the_second_factor():
    assert "/session/left/".startswith(gate.OPEN)
