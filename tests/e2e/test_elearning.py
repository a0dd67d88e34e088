"""S-C from filing to a certificate: serially as the source has it, and with the offices open at once."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.e2e import answers, phone, proof, walks
from tests.e2e.pages import Clerk, answer
from tests.e2e.words import said

LIKE = "97204001"


def _after_offices(visitors, student):
    walks.station(visitors, "shiraz", "accounting.second", student, answers.SECOND_SHIFT)
    walks.station(visitors, "shiraz", "registrar", student, answers.HANDOVER, walks.HANDED_OVER)


def test_c1_c7_c8_c13_serial_with_one_visit_to_certificate(visitors, house, tmp_path):
    """C7, C8: «تایید اولیه فرم» tells the student and does not move the case."""
    someone = visitors.student("shiraz", LIKE)
    student, number = walks.file(visitors, "shiraz", someone["login"])
    walks.station(visitors, "shiraz", "department", someone["login"], answers.DEPARTMENT)
    first, second, *others = answers.OFFICES
    with visitors.visit("shiraz", first) as page:
        library = Clerk(page)
        library.open(someone["login"])
        library.ask_visit("کتاب امانی را بیاورید.", "کتاب و کارت دانشجویی")
        with visitors.visit("shiraz", second) as other:
            expect(Clerk(other).row(someone["login"])).to_have_count(0)

        told = phone.visit(number, "کتابخانه خوارزمی", "کتاب امانی را بیاورید.")
        phone.heard(visitors, "shiraz", someone["mobile"], told)
        student.page.goto("/notifications/")
        expect(student.page.get_by_role("main")).to_contain_text("کتاب امانی را بیاورید.")
        student.open(number)
        expect(student.status).to_contain_text("مراجعه حضوری لازم است")
        expect(student.page.get_by_role("main")).to_contain_text("کتاب و کارت دانشجویی")

        library.fill(answers.OFFICES[first])
        expect(library.step.get_by_role("button", name=said("Confirm and send on"))).to_be_disabled()
        page.get_by_role("button", name=said("The student came")).click()
        expect(page.get_by_text(said("The visit is resolved."))).to_be_visible()
        library.send_on(someone["login"], answers.OFFICES[first])
    for login in (second, *others):
        walks.station(visitors, "shiraz", login, someone["login"], answers.OFFICES[login])
    _after_offices(visitors, someone["login"])

    pdf = proof.download(student.page, number)
    assert proof.is_accepted(house, "shiraz", pdf, tmp_path) == (True, True)
    assert proof.is_accepted(house, "shiraz", proof.altered(pdf), tmp_path) == (False, False)
    stranger = visitors.page("shiraz")
    stranger.goto(proof.printed_address(pdf))
    expect(stranger.get_by_role("main")).to_contain_text(said("This certificate is valid."))


@pytest.fixture
def offices_at_once(house):
    """New requests of shiraz use the second published version, as an administrator would pin it."""
    before = house.registrar.ask("pin", university="shiraz", type_key="clearance", version=2)
    yield
    house.registrar.ask("pin", university="shiraz", type_key="clearance", version=before)


def test_f2_offices_in_random_order_with_one_return_to_certificate(visitors, house, tmp_path, offices_at_once):
    """F2: a return stops its own station only; the join waits for it."""
    someone = visitors.student("shiraz", LIKE)
    student, number = walks.file(visitors, "shiraz", someone["login"])
    walks.station(visitors, "shiraz", "department", someone["login"], answers.DEPARTMENT)
    order = list(answers.OFFICES)
    random.Random(1405).shuffle(order)
    returning, *others = order
    with visitors.visit("shiraz", returning) as page:
        clerk = Clerk(page)
        clerk.open(someone["login"])
        clerk.return_for_correction(["تلفن همراه"], "این شماره پاسخ نمی‌دهد.")
    for login in others:
        walks.station(visitors, "shiraz", login, someone["login"], answers.OFFICES[login])
    with visitors.visit("shiraz", "accounting.second") as page:
        waiting = 1 if returning not in ("dormitories", "welfare") else 0
        expect(Clerk(page).row(someone["login"])).to_have_count(waiting)

    student.open(number)
    student.page.get_by_role("link", name=said("Correct now")).first.click()
    answer(student.page.get_by_role("main"), {"تلفن همراه": "۰۹۱۲۰۰۰۰۰۸۲"})
    student.page.get_by_role("button", name=said("Send the correction")).click()
    expect(student.page).to_have_url(house.url("shiraz", f"/requests/{number}/"))
    walks.station(visitors, "shiraz", returning, someone["login"], answers.OFFICES[returning])
    _after_offices(visitors, someone["login"])

    pdf = proof.download(student.page, number)
    assert proof.is_accepted(house, "shiraz", pdf, tmp_path) == (True, True)
