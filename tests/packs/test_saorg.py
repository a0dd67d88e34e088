"""packs/saorg is source S-E: a portal with verified registration, for Iranians and for students from abroad."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.clearance.pack.contents import Pack
from pishkhan.clearance.pack.reader import read_pack
from pishkhan.intake import logic
from pishkhan.workflow.engine.graph import NodeKind
from tests.intake.logic.making import TODAY
from tests.packs.conftest import PACKS

DIRECTORATES = [
    "اداره کل بورس و اعزام دانشجویان",
    "اداره کل امور داخلی دانشجویان",
    "اداره کل امور دانشجویان داخلی",
    "اداره کل امور دانشجویان غیر ایرانی",
]
FIELDS = [
    "تابعیت", "نام", "نام خانوادگی", "کد ملی", "تاریخ تولد", "شماره موبایل", "پست الکترونیک", "رمز عبور",
    "تکرار رمز عبور",
]  # fmt: skip


@pytest.fixture(scope="module")
def saorg() -> Pack:
    return read_pack(PACKS / "saorg")


@pytest.fixture
def profiles(saorg) -> dict[str, Any]:
    return {profile.key: profile.definition for profile in saorg.registration}


def test_e1_block_of_the_front_says_what_registering_is_for(saorg):
    assert saorg.texts["register"]["lead"]["fa"] == (
        "کاربر گرامی، به منظور ورود به سامانه امور دانشجویان می‌بایست در سیستم عضو شده باشید."
        " برای ثبت نام در سامانه از لینک زیر استفاده نمایید."
    )


def test_e2_banner_and_four_directorates(saorg):
    assert saorg.texts["banner"]["fa"][:3] == [
        "جمهوری اسلامی ایران", "وزارت علوم، تحقیقات و فناوری", "سازمان امور دانشجویان",
    ]  # fmt: skip
    assert [group.name["fa"] for group in saorg.groups] == DIRECTORATES


def test_e3_six_services_stand_under_their_directorates(saorg):
    services = {group.name["fa"]: [kind.name["fa"] for kind in group.types] for group in saorg.groups}
    assert services["اداره کل بورس و اعزام دانشجویان"] == [
        "اخذ بورس داخلی", "فرصت تحقیقاتی دانشجویان دکتری", "تسویه فرصت تحقیقاتی دانشجویان دکتری", "بورس سال آخر",
        "بورس غریبان",
    ]  # fmt: skip
    assert services["اداره کل امور دانشجویان داخلی"] == ["صدور معافیت تحصیلی"]


def test_e3_each_service_has_a_form_of_its_own_two_offices_and_a_letter(saorg):
    types = [kind for group in saorg.groups for kind in group.types]
    assert len({kind.form for kind in types}) == len(types) == 6
    for kind in types:
        [version] = saorg.processes[kind.process].versions
        offices = {node.attrs["office"] for node in version.graph.of_kind(NodeKind.USER)}
        asked = [field for field in saorg.forms[kind.form].form.fields if field.asks and not field.locked]
        own = [field for field in asked if field.type is not logic.FieldType.FILEPICKER]
        assert (len(offices), len(own) >= 5, any(field.show for field in own)) == (2, True, True)
        assert any(field.type is logic.FieldType.FILEPICKER and field.required for field in asked)
        assert kind.rules["letter"]["body"]


def test_e5_e6_five_rules_stand_before_the_form(profiles):
    terms = profiles["iranian"]["terms"]
    assert (terms["first"], len(terms["lines"]), terms["version"]) == (True, 5, "1")
    said = " ".join(line["fa"] for line in terms["lines"])
    for words in ("از طریق صفحه انگلیسی سامانه", "(هر دو کد)", "شاغل به تحصیل در ایران"):
        assert words in said
    assert "پیش از تکمیل ثبت نام و دریافت تایید، امکان ثبت هیچ درخواستی وجود ندارد" in terms["lines"][4]["fa"]
    assert terms["accept"]["fa"] == "با قوانین گفته شده موافق هستم"
    assert terms["guide"]["fa"] == "برای مشاهده راهنمای ثبت نام کلیک نمایید"


def test_e6_people_from_abroad_are_shown_the_english_page_and_back(profiles):
    assert profiles["iranian"]["others"]["profile"] == "foreign"
    assert profiles["foreign"]["others"]["profile"] == "iranian"
    assert (profiles["foreign"]["language"], profiles["foreign"]["either"]) == ("en", ["passport", "fida"])


def test_e7_fields_in_order_and_all_starred(profiles):
    fields = profiles["iranian"]["fields"]
    assert [field["label"]["fa"] for field in fields] == FIELDS
    assert all(field["star"] for field in fields)
    assert fields[0]["choices"] == [["iran", {"fa": "ایرانی", "en": "Iranian"}]]


def test_e11_password_of_eight_with_a_digit(saorg):
    assert (saorg.about["accounts"]["password_length"], saorg.about["accounts"]["password_digit"]) == (8, True)


def test_e12_e15_portal_layout_with_both_codes(profiles):
    for profile in profiles.values():
        assert (profile["layout"], profile["email_code"], profile["submit"]["fa"]) == ("portal", True, "ارسال")


def test_e18_welcome_tells_no_password(profiles):
    iranian = profiles["iranian"]
    assert iranian["user_name"] == "national_id"
    body = iranian["welcome"]["body"]["fa"]
    assert body.startswith(
        "با سلام\nمتقاضی گرامی شما با نام کاربری و کلمه عبور در پورتال سازمان امور دانشجویان ثبت نام شدید."
    )
    assert body.endswith("با تشکر")


def test_e20_e21_profile_is_completed_in_a_month_and_approved_by_an_office(profiles, saorg):
    for profile in profiles.values():
        assert (profile["months"], profile["profile"]["office"]) == (1, "registrations")
        form = saorg.forms[profile["profile"]["form"]].form
        assert 10 <= len(form.fields) <= 14
        assert all(form.field(key) for key in profile["profile"]["enrolment"].values())


def test_demo_people_are_officers_and_an_administrator(saorg):
    roles = {row["login"]: {m["role"] for m in row["memberships"]} for row in saorg.people.staff}
    experts = ("registrar", "scholarships", "grants", "conscription")
    assert roles == {"admin": {"administrator"}, **{login: {"expert"} for login in experts}}


def test_e19_profile_can_be_completed(saorg):
    typed = {
        "father_name": ["پدر نمونه"], "birth_certificate": ["۰"], "gender": ["female"], "marital_status": ["single"],
        "university": ["demo-shiraz"], "faculty": ["science"], "field": ["physics"], "degree": ["master"],
        "entry_year": ["۱۴۰۴"], "student_number": ["۴۰۴۱۲۳۴۵۶"], "study_status": ["studying"],
        "admission_type": ["daily"], "province": ["fars"], "address": ["شیراز، خیابان نمونه، پلاک ۱۲"],
    }  # fmt: skip
    cleaned = _clean(saorg, "profile", typed)
    assert (cleaned.errors, cleaned.answers["entry_year"], cleaned.answers["student_number"]) == ((), 1404, "404123456")
    assert {error.key for error in _clean(saorg, "profile", {}).errors} == set(typed)


def test_e21_service_can_be_asked_for_with_a_complete_record(saorg):
    record = {
        "person.full_name": "دانشجوی نمونه", "person.national_id": "0499370899",
        "enrolment.student_number": "404123456",
    }  # fmt: skip
    form = saorg.forms["military-exemption"].form
    typed = {
        **logic.prefill(form, record), "reason": ["first"], "earlier": ["no"], "service_status": ["eligible"],
        "study_began": ["1403/07/01"], "police_office": ["نمونه"],
    }  # fmt: skip
    files = {"enrolment_file": {"name": "a.pdf"}, "birth_certificate_file": {"name": "b.pdf"}}
    assert _clean(saorg, "military-exemption", typed, record, files).errors == ()
    missing = _clean(saorg, "military-exemption", typed, record)
    assert {error.key for error in missing.errors} == set(files)
    again = _clean(saorg, "military-exemption", {**typed, "earlier": ["yes"]}, record, files)
    assert [error.key for error in again.errors] == ["earlier_until"]


def _clean(
    pack: Pack, key: str, typed: dict[str, list[str]], record: dict[str, str] | None = None,
    files: dict[str, Any] | None = None,
) -> logic.Cleaned:  # fmt: skip
    return logic.clean(pack.forms[key].form, typed, record=record or {}, files=files or {}, today=TODAY)
