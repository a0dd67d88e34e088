"""The institutions of the demo where people register by themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("slug", "name"), [("saorg", "سامانه نمونهٔ امور دانشجویان"), ("uok", "سامانه درآمدهای اختصاصی")]
)
def test_bare_address_leads_to_every_institution(visitors, house, slug, name):
    page = visitors.page("iums")
    page.goto(f"http://localhost:{house.port}/")
    page.get_by_role("link", name=re.compile(name)).click()
    expect(page).to_have_url(house.url(slug))


@pytest.mark.parametrize("width", [360, 1280])
def test_e2_front_says_whose_portal_it_is_and_groups_services_by_directorate(visitors, width):
    page = visitors.page("saorg", width=width)
    page.goto("/")
    for words in ("جمهوری اسلامی ایران", "وزارت علوم، تحقیقات و فناوری", "سازمان امور دانشجویان"):
        expect(page.get_by_text(words).first).to_be_visible()
    group = page.get_by_role("region", name="اداره کل امور دانشجویان داخلی")
    expect(group.get_by_role("link", name="صدور معافیت تحصیلی")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("فراموشی نام کاربری و رمز عبور"))).to_be_visible()


@pytest.mark.parametrize(("slug", "login"), [("saorg", "registrar"), ("saorg", "admin"), ("uok", "admin")])
def test_demo_staff_can_log_in(visitors, slug, login):
    page = visitors.page(slug, login)
    page.goto("/desk/" if login == "registrar" else "/console/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).not_to_have_url(re.compile("/login/"))
