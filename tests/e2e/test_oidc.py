"""Another system lets people in by our word: a real one, running as its own server."""

from __future__ import annotations

import re
import socket
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.registrar import PASSWORD
from tests.e2e.words import said
from tools.house import PYTHON, ROOT


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def add_system(page, home: str) -> tuple[str, str]:
    """By the console: client id and secret."""
    page.goto("/console/clients/")
    page.get_by_role("link", name=said("Add a system")).first.click()
    page.get_by_label(said("Name of the system")).fill("ویکی آزمایشی")
    page.get_by_label(said("Addresses people are sent back to")).fill(f"{home}/callback")
    page.get_by_label(said("Address after logging out")).fill(f"{home}/")
    page.get_by_label(said("Student number")).check()
    page.get_by_role("button", name=said("Add the system")).click()
    secret = page.locator("#secret").input_value()
    client = page.locator("dd bdi").nth(1).inner_text()
    page.goto("/console/clients/")
    page.get_by_role("link", name="ویکی آزمایشی").first.click()
    expect(page.get_by_text(said("Only the system has it."))).to_be_visible()
    assert secret not in page.content()
    return client, secret


@pytest.fixture
def wiki(visitors, house):
    """The address of a system at the first university, running."""
    port = free_port()
    home = f"http://wiki.localhost:{port}"
    client, secret = add_system(visitors.page("iums", "admin"), home)
    process = subprocess.Popen(
        [str(PYTHON), "-m", "tests.e2e.relying_party", str(port), house.url("iums", ""), client, secret],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield home
    process.terminate()
    process.wait(10)


def test_person_signs_in_at_another_system_and_out_of_both(visitors, house, wiki):
    """A17: through the login to the page that was asked for, which is another system's."""
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums")
    page.goto(wiki)
    expect(page.locator("#who")).to_have_text("nobody")
    page.get_by_role("link", name="Enter").click()
    page.wait_for_url(re.compile("/login/"))
    page.locator("input[name=login]").fill(student["login"])
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=said("Log in"), exact=True).click()
    expect(page).to_have_url(f"{wiki}/")
    expect(page.locator("#who")).to_contain_text(student["name"])
    expect(page.locator("#who")).to_contain_text(student["login"])
    page.goto(house.url("iums", "/account/activity/"))
    expect(page.get_by_text(said("Let into another system"))).to_be_visible()
    page.goto(wiki)
    page.get_by_role("link", name="Leave").click()
    expect(page).to_have_url(f"{wiki}/?state=gone")
    expect(page.locator("#who")).to_have_text("nobody")
    page.goto(house.url("iums", "/requests/"))
    expect(page).to_have_url(re.compile("/login/"))


def test_who_is_logged_in_already_is_let_in_without_a_word(visitors, wiki):
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    page.goto(f"{wiki}/in")
    expect(page.locator("#who")).to_contain_text(student["login"])


def test_system_nobody_knows_is_told_so_and_learns_nothing(visitors, wiki):
    page = visitors.page("iums", "981020304")
    answer = page.goto(f"/oidc/authorize/?client_id=nobody&redirect_uri={wiki}/callback&response_type=code")
    assert answer is not None
    assert answer.status == 400
    expect(page.get_by_role("heading", level=1)).to_have_text(said("The other system cannot be answered"))
