"""Marks nobody should have to write: what touches the database is integration, what lies in e2e is browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # how fast a test was says something of the machine, not of what it tests

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (HERE / "e2e") in item.path.parents:
            item.add_marker("browser")
        elif item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("integration")


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Names remembered by the process must not outlive the rows of a test."""
    from django.conf import settings

    if settings.configured:
        from django.core.cache import caches

        [each.clear() for each in caches.all()]


@pytest.fixture
def iums(db):
    """S-B's university."""
    from tests.factories.packs import load

    return load("iums-nursing")


@pytest.fixture
def shiraz(db):
    """S-C's university."""
    from tests.factories.packs import load

    return load("shiraz-elearning")


@pytest.fixture(autouse=True)
def _no_jobs_of_other_tests(request):
    """Tests that really commit leave jobs behind: the tables of the job queue are not Django's to empty."""
    mark = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (mark and mark.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
        _empty_queue()
    yield
    if commits:
        _empty_queue()


def _empty_queue() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers RESTART IDENTITY CASCADE")
