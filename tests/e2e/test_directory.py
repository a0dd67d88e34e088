"""Accounts in the university's directory, in a browser: taken into use, one password for all, and down (B2 to B4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pishkhan.identity.providers import fake
from tests.e2e import phone
from tests.e2e.pages import labelled
from tests.e2e.test_activation import enter, press, to_code
from tests.e2e.visitors import PASSWORD
from tests.e2e.words import said

FIRST, SECOND = "Four-green-doors-41", "Five-brown-roads-52"
IN_USE = "Accounts live in this directory"
MOST_OLD = 3
"""Seconds after which every process has seen other settings."""


@pytest.fixture
def store(visitors) -> Path:
    return visitors.house.home / "directory" / "dc1.uni.test.json"


def keep(page: Page, *, on: bool) -> None:
    page.goto("/console/directory/")
    for label, value in (
        ("Host", "dc1.uni.test"), ("Our part of the directory", "OU=Students,DC=uni,DC=test"),
        ("Our own account", "CN=pishkhan,CN=Users,DC=uni,DC=test"), ("Password of our own account", "kelid-e-ma"),
    ):  # fmt: skip
        page.get_by_label(labelled(said(label))).fill(value)
    page.get_by_text(said("Directory of the demo")).click()
    page.get_by_label(said(IN_USE)).set_checked(on)
    page.get_by_role("button", name=said("Keep the settings")).click()


@pytest.fixture
def console(visitors) -> Iterator[Page]:
    """The administrator's page, with the directory in use."""
    page = visitors.page("iums", "admin")
    keep(page, on=True)
    expect(page.get_by_text(said("The settings are kept. Accounts live in the directory."))).to_be_visible()
    time.sleep(MOST_OLD)
    yield page
    keep(page, on=False)
    expect(page.get_by_text(said("Not in use"))).to_be_visible()
    time.sleep(MOST_OLD)


def log_in(page: Page, login: str, password: str) -> None:
    page.goto("/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()


def test_b2_b3_b4_one_password_everywhere_and_a_directory_that_is_down(visitors, console, store):
    """B2, B3, B4: no password of ours, the wizard writes into the directory, and nothing is half set."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    log_in(page, student["login"], PASSWORD)
    expect(page.locator("input[name=password]")).to_be_visible()

    to_code(page, student["login"])
    enter(page, phone.code(visitors, "iums", student["mobile"]))
    page.get_by_label("رمز عبور", exact=True).fill(FIRST)
    press(page, "ساختن رمز")
    page.get_by_role("main").get_by_role("link", name="ورود به پیشخوان").click()
    expect(page.get_by_role("heading", name=said("My requests"))).to_be_visible()
    account = fake.read(store)["accounts"][student["login"]]
    assert (account["is_enabled"], account["is_begun"]) == (True, False)

    other = visitors.page("iums")
    log_in(other, student["login"], FIRST)
    expect(other.get_by_role("heading", name=said("My requests"))).to_be_visible()

    second, third = visitors.student("iums", "981020304"), visitors.page("iums")
    to_code(third, second["login"])
    enter(third, phone.code(visitors, "iums", second["mobile"]))
    third.get_by_label("رمز عبور", exact=True).fill(SECOND)
    fake.write(store, {**fake.read(store), "down": True})
    press(third, "ساختن رمز")
    expect(third.get_by_text("چیزی تغییر نکرد").first).to_be_visible()
    assert second["login"] not in fake.read(store)["accounts"]
    console.goto("/console/incidents/")
    expect(console.get_by_role("main")).to_contain_text(said("The university's directory does not work"))
    stranger = visitors.page("iums")
    log_in(stranger, student["login"], FIRST)
    expect(stranger.get_by_role("main")).to_contain_text("اکنون پاسخ نمی‌دهد")

    fake.write(store, {**fake.read(store), "down": False})
    time.sleep(MOST_OLD + 1)
    third.get_by_label("رمز عبور", exact=True).fill(SECOND)
    press(third, "ساختن رمز")
    third.get_by_role("main").get_by_role("link", name="ورود به پیشخوان").click()
    expect(third.get_by_role("heading", name=said("My requests"))).to_be_visible()
    other.goto("/requests/")
    expect(other.get_by_role("heading", name=said("My requests"))).to_be_visible()
    console.goto("/console/directory/")
    expect(console.get_by_text(said("In use"), exact=True).first).to_be_visible()
