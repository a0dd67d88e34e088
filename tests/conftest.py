"""Marks nobody should have to write: what touches the database is integration, what lies in e2e is browser."""

from __future__ import annotations

from pathlib import Path

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (HERE / "e2e") in item.path.parents:
            item.add_marker("browser")
        elif item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("integration")
