"""S-B from filing to a certificate that anybody can check."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import answers, phone, proof, walks
from tests.e2e.pages import Clerk, Student, answer, labelled
from tests.e2e.words import said


def test_b24_b27_b28_without_dormitory_to_certificate_and_its_revocation(visitors, house, tmp_path):
    someone = visitors.student("iums", "981020304")
    student, number = walks.file(visitors, "iums", someone["login"])
    walks.through_education(visitors, someone["login"])
    walks.after_education(visitors, someone["login"], dormitory=False)

    pdf = proof.download(student.page, number)
    assert proof.is_accepted(house, "iums", pdf, tmp_path) == (True, True)
    assert proof.is_accepted(house, "iums", proof.altered(pdf), tmp_path) == (False, False)
    expect(student.status).to_contain_text("پایان یافت")
    expect(student.page.get_by_text("فناوری اطلاعات")).to_have_count(0)

    address = proof.printed_address(pdf)
    assert address.startswith(house.url("iums", "/check/"))
    stranger = visitors.page("iums")
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text(said("This certificate is valid."))
    expect(stranger.get_by_text(someone["login"])).to_have_count(0)
    _revoke(visitors, someone["login"])
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text(said("This certificate is revoked. Do not accept it."))
    phone.heard(
        visitors, "iums", someone["mobile"],
        phone.filed(number), phone.closed(number), phone.certified(number), phone.revoked(),
    )  # fmt: skip


def _revoke(visitors, student):
    page = visitors.page("iums", "admin")
    page.goto("/console/certificates/")
    page.get_by_role("main").get_by_role("searchbox").fill(student)
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_label(labelled(said("Reason for revoking"))).fill("اشتباه در شمارهٔ نامه")
    page.get_by_role("button", name=said("Revoke this certificate")).click()
    page.get_by_role("button", name=said("Yes, revoke")).click()
    expect(page.get_by_text(said("The certificate is revoked. Its check page says so from now on."))).to_be_visible()


def test_b18_b25_b28_with_dormitory_and_one_return_to_certificate(visitors, house, tmp_path):
    someone = visitors.student("iums", "991020305")
    student, number = walks.file(visitors, "iums", someone["login"])
    walks.assigned(visitors, "edu.lead", "کارشناس نمونهٔ آموزش", someone["login"])
    with visitors.visit("iums", "edu.expert") as page:
        expert = Clerk(page)
        expert.open(someone["login"])
        expert.return_for_correction(["تلفن ثابت"], "تلفن ثابت پاسخ نمی‌دهد.")

    student.open(number)
    expect(student.status).to_contain_text("برگشت برای اصلاح")
    phone.heard(visitors, "iums", someone["mobile"], phone.returned(number))
    student.page.get_by_role("link", name=said("Correct now")).first.click()
    expect(student.page.get_by_role("main")).to_contain_text("تلفن ثابت پاسخ نمی‌دهد.")
    answer(student.page.get_by_role("main"), {"تلفن ثابت": "٠٢١٤٧٧٠٥٦٧٨"})
    student.page.get_by_role("button", name=said("Send the correction")).click()
    expect(student.page).to_have_url(house.url("iums", f"/requests/{number}/"))
    expect(student.status).to_contain_text("در حال بررسی")

    with visitors.visit("iums", "edu.expert2") as page:
        expect(Clerk(page).row(someone["login"]).get_by_role("button")).to_have_count(0)
    with visitors.visit("iums", "edu.expert") as page:
        expert = Clerk(page)
        expect(expert.row(someone["login"]).locator(".own")).to_have_text(re.compile(said("Me")))
        expert.open(someone["login"])
        expect(page.get_by_role("main")).to_contain_text("۰۲۱۴۷۷۰۵۶۷۸")
        expert.fill({**answers.EDUCATION, "اطلاعات درخواست": "پس از اصلاح کامل شد"})
        expert.send()
    walks.after_education(visitors, someone["login"], dormitory=True)

    pdf = proof.download(student.page, number)
    assert proof.is_accepted(house, "iums", pdf, tmp_path) == (True, True)
    stations = Student(student.page).station("بررسی اداره فناوری اطلاعات")
    expect(stations).to_have_count(1)
