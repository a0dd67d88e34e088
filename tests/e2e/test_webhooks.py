"""Programs: a person's token files a request, and another system hears of it, signed; what it did not take is told
again by hand."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.house import HOSTS
from tests.e2e.looks import look
from tests.e2e.pages import labelled
from tests.e2e.test_factors import confirm
from tests.e2e.words import said
from tests.factories.walks import FILED
from tests.notifications.hook_target import Target, is_signed, says

PATIENCE = 60
FILING = ("Read the services and their forms", "File requests and write in them as me")


@pytest.fixture
def archive(house):
    with Target(port=house.hooks) as target:
        yield target

WHOLE = "one => one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1"


def make_token(page: Page, *scopes: str) -> str:
    """By the page of one's own account; the token."""
    page.goto("/account/")
    page.get_by_role("link", name=said("My API tokens")).click()
    page.get_by_role("main").get_by_role("link", name=said("Make a token")).click()
    confirm(page)
    page.get_by_role("button", name=said("Make the token")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(labelled(said("What it is for"))).fill("دفترچهٔ من")
    for scope in scopes:
        page.get_by_label(said(scope)).check()
    look(page, "token-new")
    page.get_by_role("button", name=said("Make the token")).click()
    token = page.locator("#fresh").input_value()
    look(page, "token-made")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.locator("#fresh").evaluate(WHOLE), "a telephone shows all of it"
    page.get_by_role("button", name=said("Copy")).click()
    expect(page.get_by_role("button", name=said("Copied"))).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name=said("I have copied it")).click()
    assert token not in page.content()
    return token


def add_archive(page: Page, url: str) -> str:
    """By the console; its secret."""
    page.goto("/console/webhooks/")
    page.get_by_role("link", name=said("Add an address")).first.click()
    page.get_by_label(labelled(said("Name of the system"))).fill("بایگانی آزمایشی")
    page.get_by_label(labelled(said("Address that is called"))).fill("http://169.254.169.254/latest/")
    page.get_by_role("button", name=said("Add the address")).click()
    refused = said("Write an address that begins with https:// and has no user name and no #.")
    expect(page.get_by_role("alert")).to_contain_text(refused)
    page.get_by_label(labelled(said("Address that is called"))).fill(url)
    page.get_by_role("button", name=said("Add the address")).click()
    secret = page.locator("#secret").input_value()
    look(page, "webhook-made")
    return secret


def program(house, token: str) -> httpx.Client:
    """Whose names are not the browser's: it asks the address and says the host."""
    headers = {"Authorization": f"Bearer {token}", "Host": HOSTS["iums"]}
    return httpx.Client(base_url=f"http://127.0.0.1:{house.port}", headers=headers, trust_env=False, timeout=60)


def file_by_program(house, token: str) -> str:
    """The number of a request filed with a token alone."""
    with program(house, token) as client:
        home = "/api/v1"
        form = client.get(f"{home}/catalogue/clearance/").json()["form"]
        asked = {field["key"] for group in form for field in group["fields"] if not field["locked"]}
        answers = {key: values[0] for key, values in FILED["iums-nursing"].items() if key in asked}
        given = {"service": "clearance", "answers": answers}
        answer = client.post(f"{home}/requests/", json=given, headers={"Idempotency-Key": "first"})
        assert answer.status_code == 201, answer.text
        again = client.post(f"{home}/requests/", json=given, headers={"Idempotency-Key": "first"})
        assert again.json() == answer.json()
        return answer.json()["number"]


def heard(archive: Target, number: str, times: int = 1) -> list:
    """What the archive was told of a filing, once it was told so often."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [
            one for one, told in zip(archive.seen, archive.bodies(), strict=True)
            if told["event"] == "request.filed" and told["request"]["number"] == number
        ]  # fmt: skip
        if len(found) >= times:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{number} was told {len(archive.seen)} times")


def test_a_filing_by_token_arrives_signed_and_a_failed_one_is_replayed(visitors, house, archive):
    admin = visitors.page("iums", "admin")
    secret = add_archive(admin, archive.url)
    student = visitors.student("iums", "981020304")
    page = visitors.page("iums", student["login"], fresh=True)
    token = make_token(page, *FILING)
    number = file_by_program(house, token)
    [(headers, body)] = heard(archive, number)
    assert is_signed(headers, body, secret)

    archive.answers = [says(500, b"closed for lunch")]
    other = visitors.student("iums", "981020304")
    second = visitors.page("iums", other["login"], fresh=True)
    missed = file_by_program(house, make_token(second, *FILING))
    heard(archive, missed)
    admin.goto("/console/webhooks/")
    admin.get_by_role("link", name="بایگانی آزمایشی").first.click()
    hook = admin.url
    admin.get_by_label(said("Switched on")).uncheck()
    admin.get_by_role("button", name=said("Keep this")).click()
    until = time.monotonic() + PATIENCE
    failed = admin.get_by_role("button", name=said("Tell all of this day again"))
    while not failed.count() and time.monotonic() < until:
        admin.goto(f"{hook}log/?state=failed")
        time.sleep(1)
    look(admin, "webhook-log-failed")
    admin.goto(hook)
    admin.get_by_label(said("Switched on")).check()
    admin.get_by_role("button", name=said("Keep this")).click()
    archive.answers = [says(200)]
    admin.goto(f"{hook}log/?state=failed")
    admin.get_by_role("table").get_by_role("link").first.click()
    look(admin, "webhook-delivery-failed")
    admin.get_by_role("button", name=said("Tell it again")).click()
    told = heard(archive, missed, times=2)
    assert is_signed(*told[-1], secret)
    assert told[0][0]["Pishkhan-Delivery"] != told[-1][0]["Pishkhan-Delivery"]
    expect(admin.get_by_role("main")).to_contain_text(missed)

    page.goto("/account/tokens/")
    page.locator("form[action$='/revoke/'] button").click()
    expect(page.get_by_role("main")).to_contain_text(said("Revoked"))
    with program(house, token) as client:
        assert client.get("/api/v1/me/").status_code == 401
    admin.goto(hook)
    admin.get_by_text(said("New secret, or take the address away")).click()
    admin.get_by_role("button", name=said("Take the address away")).click()
    expect(admin).to_have_url(re.compile("/console/webhooks/$"))
    expect(admin.get_by_role("main")).not_to_contain_text(archive.url)
