"""packs/uok-ghorveh is source S-D: a short registration by mobile, for people who pay."""

from __future__ import annotations

import pytest

from pishkhan.clearance.pack.contents import Pack
from pishkhan.clearance.pack.reader import read_pack
from tests.packs.conftest import PACKS


@pytest.fixture(scope="module")
def uok() -> Pack:
    return read_pack(PACKS / "uok-ghorveh")


def test_d2_words_of_the_login_page(uok):
    login = uok.about["login"]
    names = ("username_label", "username_hint", "password_label", "forgot", "sign_up_question", "sign_up")
    assert [login[name]["fa"] for name in names] == [
        "نام کاربری", "تلفن همراه یا ایمیل را وارد کنید", "رمز ورود", "فراموشی رمز عبور؟", "حساب کاربری ندارید؟",
        "ایجاد حساب کاربری",
    ]  # fmt: skip


def test_d3_four_fields_and_a_tick_for_the_terms(uok):
    (profile,) = uok.registration
    said = profile.definition
    assert said["title"]["fa"] == "ایجاد حساب کاربری"
    assert [field["label"]["fa"] for field in said["fields"]] == [
        "نام و نام خانوادگی",
        "تلفن همراه",
        "ایمیل",
        "رمز ورود",
    ]
    assert (said["terms"]["accept"]["fa"], said["terms"]["first"]) == ("با قوانین سایت موافقم.", False)
    assert (len(said["terms"]["lines"]) > 0, said["submit"]["fa"]) == (True, "ثبت نام!")


def test_d4_code_of_the_mobile_on_a_page_of_its_own_and_nothing_to_complete(uok):
    (profile,) = uok.registration
    said = profile.definition
    assert (said["layout"], said["email_code"], said["user_name"], said["profile"]) == ("short", False, "mobile", None)


def test_students_land_on_the_payment_form_and_two_services_stand_in_the_catalogue(uok):
    """D5: the home of this system is paying."""
    assert uok.about["home"] == "payments"
    services = [kind.name["fa"] for group in uok.groups for kind in group.types]
    assert services == ["درخواست گواهی اشتغال به تحصیل", "درخواست ریزنمرات"]
