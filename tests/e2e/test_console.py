"""What administrators do: a key of the university's own, and open cases taken to another version by the worker."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect

from tests.clearance.paper.test_p12 import PASSWORD, issued, p12
from tests.e2e import walks
from tests.e2e.pages import labelled
from tests.e2e.words import said


@pytest.fixture
def own_key(tmp_path):
    """A real .p12, such as a certificate authority hands out."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    file = tmp_path / "seal.p12"
    file.write_bytes(p12(key, issued(key, root_key, ca=False, at=now), issued(root_key, root_key, ca=True, at=now)))
    return file


def test_own_key_is_refused_with_words_and_then_signs(visitors, own_key):
    page = visitors.page("iums", "admin")
    page.goto("/console/keys/")
    main, password = page.get_by_role("main"), page.get_by_label(labelled(said("Password of the file")))
    page.locator("#p12").set_input_files(own_key)
    password.fill("wrong")
    page.get_by_role("button", name=said("Sign with this key from now on")).click()
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(password).to_have_value("")
    page.locator("#p12").set_input_files(own_key)
    password.fill(PASSWORD)
    page.get_by_role("button", name=said("Sign with this key from now on")).click()
    expect(main).to_contain_text(said("Certificates are signed with the new key from now on."))
    expect(main.get_by_role("heading", level=2).first).to_contain_text("Own University")
    expect(main.get_by_text(said("Retired"), exact=True).first).to_be_visible()


def test_open_cases_are_foreseen_and_then_moved_by_the_worker(visitors):
    someone = visitors.student("shiraz", "97204001")
    walks.file(visitors, "shiraz", someone["login"])
    page = visitors.page("shiraz", "admin")
    page.goto("/console/migration/")
    page.get_by_role("button", name=said("Show the stations")).click()
    page.get_by_label(said("From version")).select_option(index=1)
    page.get_by_label(said("To version")).select_option(index=0)
    page.get_by_role("button", name=said("Show the stations")).click()
    page.get_by_role("button", name=said("Show what would happen")).click()
    expect(page.get_by_role("main")).to_contain_text(said("Would move"))
    page.get_by_role("button", name=said("Move open cases from version %(n)s to version %(m)s", n="1", m="2")).click()
    expect(page).to_have_url(re.compile(r"/console/migration/[0-9a-f-]{36}/"))
    for _ in range(60):
        if page.get_by_text(said("Finished")).is_visible():
            break
        page.get_by_role("main").get_by_role("link", name=said("Renew"), exact=True).click()
        page.wait_for_timeout(500)
    expect(page.get_by_text(said("Finished"))).to_be_visible()
