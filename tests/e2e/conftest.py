"""One running Pishkhan and one Chromium per test process, and a page per person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.house import House, open_house
from tests.e2e.visitors import PATIENCE, Visitors

CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: where playwright's loop runs, Django lets no other test of the same process near a database."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("var"), f"e2e_{worker_id}") as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PISHKHAN_CHROMIUM", "/usr/bin/chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def doors() -> dict[tuple[str, str], list[dict]]:
    """Cookies of who is logged in, so that a clerk of many tests logs in once."""
    return {}


@pytest.fixture
def visitors(house: House, chromium: Browser, doors, tmp_path: Path) -> Iterator[Visitors]:
    """Opens pages for people; at the end no page may have met a script error, a policy violation or a 500."""
    found = Visitors(house, chromium, doors)
    yield found
    found.leave()
    assert found.faults == []
