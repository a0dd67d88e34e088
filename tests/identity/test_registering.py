"""Registering by oneself over HTTP (D3, D4, E5 to E18)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pishkhan.identity.domain import records
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.models import Applicant, Challenge, Identifier, Person, Registration
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.plumbing.actor import system
from tests.factories import codes
from tests.factories.messages import later
from tests.factories.packs import load

PASSWORD = "four1green-doors"
SAID = {
    "nationality": "iran", "first_name": "متقاضی", "last_name": "نمونه", "national_id": "۰۴۹۹۳۷۰۸۹۹",
    "birth_date": "۱۳۸۰/۰۲/۰۳", "mobile": "۰۹۱۲۰۰۰۷۷۰۱", "email": " Applicant@Example.org ", "password": PASSWORD,
    "password_again": PASSWORD,
}  # fmt: skip
FORM = "/register/iranian/"


@pytest.fixture
def saorg(db):
    found = load("saorg")
    notifications.put_demo(found.id)
    return found


@pytest.fixture
def browser(saorg) -> Client:
    return Client(SERVER_NAME="saorg.localhost")


def said(browser, saorg, **changes) -> dict[str, str]:
    return {**SAID, **codes.solved(saorg.id), **changes}


def accept(browser):
    return browser.post(FORM, {"accept": "yes"})


def to_code(browser, saorg, **changes) -> str:
    accept(browser)
    page = browser.post(FORM, said(browser, saorg, channel="sms", **changes))
    assert page.status_code == 200, errors(page)
    assert codes.send_codes() == 1
    return codes.last_code()


def to_email(browser, saorg, **changes) -> str:
    code = to_code(browser, saorg, **changes)
    page = browser.post(FORM, said(browser, saorg, code=code, **changes))
    assert page.headers.get("Location") == f"{FORM}email/", errors(page)
    codes.send_codes()
    return codes.last_code()


def errors(page) -> list[str]:
    found = re.search(r'id="errors".*?<ul>(.*?)</ul>', page.content.decode(), re.DOTALL)
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", found[1]) if found else []


def test_both_codes_make_the_person_and_nothing_before(browser, saorg):
    people = Person.objects.count()
    code = to_email(browser, saorg)
    assert Person.objects.count() == people
    assert browser.post(f"{FORM}email/", {"code": code}).headers["Location"] == f"{FORM}done/"
    person = person_by_identifier(institution_id=saorg.id, typed="0499370899")
    assert person.check_password(PASSWORD)
    assert person.full_name == "متقاضی نمونه"
    kinds = dict(Identifier.objects.filter(person=person).values_list("kind", "id"))
    assert set(kinds) == {"national_id", "mobile", "email"}
    done = browser.get(f"{FORM}done/").content.decode()
    assert "۰۴۹۹۳۷۰۸۹۹" in done
    row = Registration.objects.get()
    assert (row.person_id, row.answers, row.password) == (person.id, {}, "")
    applicant = Applicant.objects.get(person=person)
    assert (applicant.stage, applicant.terms_version) == ("registered", "1")
    assert applicant.terms_at is not None


def test_the_welcome_names_the_user_and_never_the_password(browser, saorg):
    browser.post(f"{FORM}email/", {"code": to_email(browser, saorg)})
    mail = Delivery.objects.filter(message="welcome").get()
    assert "0499370899" in mail.body
    assert PASSWORD not in mail.body
    assert (mail.channel, mail.address) == ("email", "applicant@example.org")


def test_the_form_stays_hidden_before_the_terms_are_accepted(browser):
    page = browser.get(FORM).content.decode()
    assert "با قوانین گفته شده موافق هستم" in page
    assert 'name="national_id"' not in page
    assert browser.post(FORM, SAID).status_code == 200
    assert 'name="national_id"' not in browser.post(FORM, SAID).content.decode()
    accept(browser)
    assert 'name="national_id"' in browser.get(FORM).content.decode()


def test_an_empty_form_says_everything_at_once_in_the_order_of_the_source(browser, saorg):
    accept(browser)
    page = browser.post(FORM, {"nationality": "iran", **codes.solved(saorg.id)})
    assert errors(page) == [
        "لطفاً نام را وارد نمایید", "لطفاً نام خانوادگی را وارد نمایید", "کد ملی معتبر نیست",
        "لطفاً تاریخ تولد را وارد نمایید", "لطفاً شماره موبایل را وارد نمایید", "لطفاً پست الکترونیک را وارد نمایید",
        "لطفاً رمز عبور را وارد نمایید", "کد فعال سازی پیامک شما منقضی شده و یا صحیح نمی باشد",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("national_id", "1111111111", "کد ملی معتبر نیست"), ("national_id", "123", "کد ملی معتبر نیست"),
        ("mobile", "0812", "شماره موبایل معتبر نیست"), ("email", "a@b", "پست الکترونیک معتبر نیست"),
        ("password", "1234567", "رمز عبور با قواعد بالا سازگار نیست"),
        ("birth_date", "1380/13/01", "تاریخ تولد معتبر نیست"),
        ("password_again", "x", "رمز عبور و تکرار آن یکسان نیستند"),
    ],
)  # fmt: skip
def test_each_wrong_field_is_named(browser, saorg, field, value, words):
    accept(browser)
    page = browser.post(FORM, said(browser, saorg, **{field: value}))
    assert page.status_code == 422
    assert words in errors(page)


def test_values_are_kept_and_passwords_are_not(browser, saorg):
    accept(browser)
    page = browser.post(FORM, said(browser, saorg, first_name="")).content.decode()
    assert 'value="نمونه"' in page
    assert PASSWORD not in page


def test_a_wrong_riddle_does_not_burn_the_code(browser, saorg):
    code = to_code(browser, saorg)
    page = browser.post(FORM, {**SAID, "code": code, "altcha": "no"})
    assert errors(page) == ["تصویر امنیتی نادرست است"]
    assert browser.post(FORM, said(browser, saorg, code=code)).status_code == 302


def test_a_wrong_field_does_not_burn_the_code(browser, saorg):
    code = to_code(browser, saorg)
    assert browser.post(FORM, said(browser, saorg, code=code, first_name="")).status_code == 422
    assert browser.post(FORM, said(browser, saorg, code=code)).status_code == 302


def test_a_code_is_for_the_number_it_went_to(browser, saorg):
    code = to_code(browser, saorg)
    page = browser.post(FORM, said(browser, saorg, code=code, mobile="09120007702"))
    assert errors(page) == ["کد فعال سازی پیامک شما منقضی شده و یا صحیح نمی باشد"]


def test_a_code_is_over_five_minutes_after_the_click(browser, saorg, monkeypatch):
    code = to_code(browser, saorg)
    later(monkeypatch, minutes=5, seconds=1)
    page = browser.post(FORM, said(browser, saorg, code=code))
    assert "کد فعال سازی پیامک شما منقضی شده و یا صحیح نمی باشد" in errors(page)


def test_no_code_is_sent_for_a_machine(browser, saorg):
    accept(browser)
    assert browser.post(FORM, {**SAID, "channel": "sms"}).status_code == 422
    assert Challenge.objects.count() == 0


def test_both_ways_send_the_same_kind_of_code(browser, saorg):
    accept(browser)
    browser.post(FORM, said(browser, saorg, channel="voice"))
    assert "از طرف سیستم با شما تماس گرفته می شود" in browser.get(FORM).content.decode()
    codes.send_codes()
    assert Delivery.objects.exclude(secret__isnull=True).get().channel == "voice"
    assert browser.post(FORM, said(browser, saorg, code=codes.last_code())).status_code == 302


def test_a_taken_national_code_is_told_only_after_the_mobile_is_proved(browser, saorg):
    browser.post(f"{FORM}email/", {"code": to_email(browser, saorg)})
    other = Client(SERVER_NAME="saorg.localhost")
    mine = {"mobile": "09120007709", "email": "other@example.org"}
    accept(other)
    words = "این کد ملی پیش‌تر ثبت شده است. رمز را بازیابی کنید."
    assert words not in other.post(FORM, said(other, saorg, **mine)).content.decode()
    code = to_code(other, saorg, **mine)
    page = other.post(FORM, said(other, saorg, code=code, **mine))
    assert page.status_code == 409
    assert words in page.content.decode()
    assert 'href="/activate/"' in page.content.decode()
    assert Person.objects.filter(applicant__isnull=False).count() == 1


def test_two_with_one_national_code_become_one_person(browser, saorg):
    """Both have proved everything; whoever finishes first is it."""
    other = Client(SERVER_NAME="saorg.localhost")
    mine = {"mobile": "09120007709", "email": "other@example.org"}
    before = Identifier.objects.filter(institution_id=saorg.id, kind="national_id").count()
    first = to_email(browser, saorg)
    second = to_email(other, saorg, **mine)
    assert browser.post(f"{FORM}email/", {"code": first}).status_code == 302
    assert other.post(f"{FORM}email/", {"code": second}).status_code == 409
    assert Identifier.objects.filter(institution_id=saorg.id, kind="national_id").count() == before + 1


def test_the_email_code_sent_twice_makes_one_person(browser, saorg):
    code = to_email(browser, saorg)
    assert browser.post(f"{FORM}email/", {"code": code}).status_code == 302
    assert browser.post(f"{FORM}email/", {"code": code}).status_code == 302
    assert Applicant.objects.count() == 1


def test_the_steps_cannot_be_skipped(browser, saorg):
    for path in ("mobile/", "email/", "done/"):
        assert browser.get(f"{FORM}{path}").headers["Location"] == FORM
    accept(browser)
    assert browser.get(f"{FORM}email/").headers["Location"] == FORM
    assert browser.post(f"{FORM}email/", {"code": "000000"}).headers["Location"] == FORM


def test_it_stands_in_the_log(browser, saorg):
    browser.post(f"{FORM}email/", {"code": to_email(browser, saorg)})
    person = person_by_identifier(institution_id=saorg.id, typed="0499370899")
    from pishkhan.identity import api as identity

    lines = [line.record for line in records.recent(identity.actor_of(person, institution_id=saorg.id))]
    assert "registered" in lines
    assert system(saorg.id).person_id is None


def test_an_email_is_bound_only_when_it_was_proved_itself(browser, saorg):
    """Another address typed after the code is another address to prove."""
    browser.post(f"{FORM}email/", {"code": to_email(browser, saorg)})  # takes the national code
    thief = Client(SERVER_NAME="saorg.localhost")
    mine = {"mobile": "09120007709", "email": "thief@example.org"}
    code = to_email(thief, saorg, **{**mine, "national_id": "0790419904"})
    thief.post(FORM, said(thief, saorg, **{**mine, "national_id": "0790419904", "email": "victim@example.org"}))
    page = thief.post(f"{FORM}email/", {"code": code})
    assert page.status_code == 422
    assert person_by_identifier(institution_id=saorg.id, typed="victim@example.org") is None


def test_one_mobile_tries_out_a_few_numbers_only(browser, saorg):
    browser.post(f"{FORM}email/", {"code": to_email(browser, saorg)})
    other = Client(SERVER_NAME="saorg.localhost")
    mine = {"mobile": "09120007709", "email": "other@example.org"}
    code = to_code(other, saorg, **mine)
    answers = [other.post(FORM, said(other, saorg, code=code, **mine)).status_code for _ in range(7)]
    assert answers == [409] * 5 + [429] * 2


def test_foreigners_register_on_the_english_page(browser, saorg):
    form = "/register/foreign/"
    browser.post(form, {"accept": "yes"})
    page = browser.get(form).content.decode()
    assert 'lang="en"' in page
    said_ = {
        "nationality": "afghanistan", "first_name": "Demo", "last_name": "Visitor", "passport": "P1234567",
        "birth_date": "2001-04-05", "mobile": "09120007711", "email": "visitor@example.org", "password": PASSWORD,
        "password_again": PASSWORD,
    }  # fmt: skip
    assert browser.post(form, {**said_, **codes.solved(saorg.id), "channel": "sms"}).status_code == 200
    codes.send_codes()
    page = browser.post(form, {**said_, **codes.solved(saorg.id), "code": codes.last_code()})
    assert page.headers.get("Location") == f"{form}email/", errors(page)
    codes.send_codes()
    browser.post(f"{form}email/", {"code": codes.last_code()})
    person = person_by_identifier(institution_id=saorg.id, typed="p1234567")
    assert person.language == "en"
    assert str(person.birth_date) == "2001-04-05"


def test_a_foreigner_needs_one_of_the_two_numbers(browser, saorg):
    form = "/register/foreign/"
    browser.post(form, {"accept": "yes"})
    said_ = {**SAID, "nationality": "afghanistan", **codes.solved(saorg.id)}
    assert "Please enter the passport number" in errors(browser.post(form, said_))
    said_ = {**SAID, "nationality": "afghanistan", "fida": "123456789012", **codes.solved(saorg.id)}
    assert "Please enter the passport number" not in errors(browser.post(form, said_))


def test_the_short_way_has_its_code_on_a_page_of_its_own(db):
    """D3, D4."""
    uok = load("uok-ghorveh")
    notifications.put_demo(uok.id)
    browser, form = Client(SERVER_NAME="uok.localhost"), "/register/payer/"
    said_ = {
        "full_name": "پرداخت‌کنندهٔ نمونه", "mobile": "09120007720", "email": "payer@example.org",
        "password": "four-green-doors-open",
    }  # fmt: skip
    page = browser.post(form, {**said_, **codes.solved(uok.id)})
    assert page.status_code == 422
    assert Registration.objects.count() == 0
    page = browser.post(form, {**said_, **codes.solved(uok.id), "accept": "yes"})
    assert page.headers["Location"] == f"{form}mobile/"
    codes.send_codes()
    page = browser.get(f"{form}mobile/").content.decode()
    assert "لطفاً کد ارسال شده به تلفن همراه را وارد کنید:" in page
    assert browser.post(f"{form}mobile/", {"code": codes.last_code()}).headers["Location"] == f"{form}done/"
    person = person_by_identifier(institution_id=uok.id, typed="payer@example.org")
    assert Applicant.objects.get(person=person).stage == "approved"
