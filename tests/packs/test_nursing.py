"""packs/iums-nursing is source S-B: its form, its order of offices, its two branches."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.clearance.pack.contents import Pack, PackType
from pishkhan.intake import logic
from pishkhan.workflow.engine import move
from pishkhan.workflow.engine.graph import Graph, NodeKind
from tests.intake.logic.making import TODAY

SEVENTEEN = [
    ("1", "نام و نام خانوادگی", "textfield"),
    ("2", "شماره دانشجویی", "textfield"),
    ("3", "کد ملی", "national_id"),
    ("4", "نام پدر", "textfield"),
    ("5", "تحویل کارت دانشجویی", "radio"),
    ("6", "شماره شناسنامه", "textfield"),
    ("7", "تاریخ تولد", "jalali_date"),
    ("8", "محل صدور", "select"),
    ("9", "وضعیت تأهل", "radio"),
    ("10", "جنسیت", "radio"),
    ("11", "وضعیت تحصیل", "radio"),
    ("12", "دانشکده", "select"),
    ("13", "تلفن ثابت", "landline"),
    ("14", "تلفن همراه", "mobile"),
    ("15", "رشته تحصیلی", "select"),
    ("16", "مقطع", "select"),
    ("17", "نشانی دائم محل سکونت", "address"),
]
ORDER = ["education", "student-affairs", "culture-deputy", "secretariat", "disciplinary", "nutrition", "dormitory"]
END = ["loan-fund", "welfare", "faculty"]


@pytest.fixture
def graph(nursing: Pack) -> Graph:
    return nursing.processes["nursing-clearance"].versions[0].graph


@pytest.fixture
def form(nursing: Pack) -> logic.Form:
    return nursing.forms["clearance-request"].form


def _walk(graph: Graph, has_dormitory: str) -> list[str]:
    """The stations in the order they open when each is sent on."""
    moved, seen = move.start(graph, {}, {}), []
    while not moved.finished:
        ((scope, node),) = moved.marking.ready
        seen.append(node)
        outcome = {"has_dormitory": has_dormitory} if node == "dormitory" else {}
        moved = move.done(graph, moved.marking, moved.data, {}, scope=scope, node=node, outcome=outcome)
    return seen


def test_b7_seventeen_fields_in_order(form):
    assert [(field.number, field.label.fa, field.type.value) for field in form.fields] == SEVENTEEN


def test_b6_every_field_has_help_in_both_languages(form):
    assert [field.key for field in form.fields if not field.help.fa or not field.help.en] == []


def test_b20_help_of_the_faculty_says_that_the_record_decides_who_approves(form):
    asked = form.field("faculty")
    assert "تایید معاون فرهنگی از دانشکدهٔ ثبت‌شده در پروندهٔ شما گرفته می‌شود." in asked.help.fa
    assert "The cultural deputy of the faculty in your record approves the request." in asked.help.en


def test_b7_every_field_is_required(form):
    assert {error.key for error in _clean(form, {}, {}).errors} == {field.key for field in form.fields}


def test_b8_locked_fields_are_those_of_the_record(form):
    locked = [field.label.fa for field in form.fields if field.locked]
    assert locked == ["نام و نام خانوادگی", "شماره دانشجویی", "کد ملی", "نام پدر", "تاریخ تولد"]


def test_b9_birth_certificate_may_be_zero_or_the_national_code(form):
    errors = {
        typed: [error.code for error in _clean(form, {"birth_certificate": [typed]}, {}).errors
                if error.key == "birth_certificate"]
        for typed in ("۰", "0499370899", "12-3", "01234567890")
    }  # fmt: skip
    assert errors == {"۰": [], "0499370899": [], "12-3": ["pattern"], "01234567890": ["too_long"]}


def test_b9_place_of_issue_is_searchable_with_abroad_and_other(form):
    place = form.field("place_of_issue")
    assert place is not None
    assert (place.searchable, place.other, len(place.options) > 60) == (True, True, True)
    assert [option.value for option in place.options][-2:] == ["abroad", "other"]


def test_b9_field_of_study_is_narrowed_by_faculty_and_degree(form):
    field = form.field("field")
    assert field is not None
    given = {"faculty": "nursing", "degree": "phd"}
    assert [option.value for option in field.offered(given)] == ["nursing", "reproductive-health"]


def test_b9_every_faculty_and_field_can_be_chosen(form, nursing):
    field = form.field("field")
    assert field is not None
    for option in nursing.options["faculties"]:
        assert field.offered({"faculty": option["value"]}) != ()


def test_b10_card_delivery_has_lost_as_third_value(form):
    card = form.field("card_delivery")
    assert card is not None
    assert [option.value for option in card.options] == ["delivered", "not-delivered", "lost"]


def test_sensitive_answers_are_the_numbers_and_the_address(form):
    sensitive = [field.key for field in form.fields if field.sensitive]
    assert sensitive == ["national_id", "birth_certificate", "address"]


def test_b24_b28_order_without_dormitory(graph):
    assert _walk(graph, "no") == [*ORDER, *END]


def test_b25_b28_order_with_dormitory(graph):
    assert _walk(graph, "yes") == [*ORDER, "it", *END]


def test_c12_every_step_has_number_title_role_and_form(graph):
    steps = list(graph.of_kind(NodeKind.USER))
    assert [int(node.attrs["number"]) for node in steps] == list(range(1, 12))
    for node in steps:
        assert all([node.name, node.attrs["nameEn"], node.attrs["user"], node.attrs["userEn"], node.attrs["form"]])


def test_b17_b19_leads_receive_the_first_two_steps(graph):
    leads = [(node.id, node.attrs["office"]) for node in graph.of_kind(NodeKind.USER) if node.attrs["role"] == "lead"]
    assert leads == [("education", "education"), ("student-affairs", "student-affairs")]


def test_b20_deputy_and_b21_secretariat_are_those_of_the_faculty(graph):
    assert (graph.nodes["culture-deputy"].attrs["office"], graph.nodes["culture-deputy"].attrs["role"]) == (
        "@faculty/culture-deputy",
        "deputy",
    )
    assert graph.nodes["secretariat"].attrs["office"] == "@faculty/secretariat"
    assert graph.nodes["secretariat"].words("guards") == ("letter_number",)


def test_b20_every_faculty_has_a_deputy_unit_and_one_has_no_deputy(nursing):
    kinds = {(unit.parent, unit.kind) for unit in nursing.units}
    faculties = [unit.key for unit in nursing.units if unit.kind == "faculty"]
    assert [key for key in faculties if (key, "culture-deputy") not in kinds] == []
    held = {row["unit"] for person in nursing.people.staff for row in person["memberships"]}
    assert [key for key in faculties if f"{key}-culture-deputy" not in held] == ["rehabilitation"]


def test_b22_disciplinary_council_is_private_and_neutral(graph, nursing):
    attrs = graph.nodes["disciplinary"].attrs
    assert (attrs["private"], attrs["neutral"]) == ("true", "true")
    assert all(field.sensitive for field in nursing.forms["step-disciplinary"].form.fields)


def test_b26_dormitory_office_sets_the_branch(graph):
    assert [node.id for node in graph.nodes.values() if node.words("sets") == ("has_dormitory",)] == ["dormitory"]


def test_b27_faculty_is_informed_last_with_the_form_attached(graph):
    attached = graph.nodes["attach-form"]
    assert (attached.attrs["action"], graph.targets(attached)) == ("attach_form", ("faculty",))
    faculty = graph.nodes["faculty"].attrs
    assert (faculty["kind"], faculty["office"], faculty.get("actions", "")) == ("inform", "@faculty", "")


def test_b5_group_and_type_may_share_a_name(nursing):
    names = {group.name["fa"]: [kind.name["fa"] for kind in group.types] for group in nursing.groups}
    assert names["درخواست شارژ مبلغ پنل پیامکی"] == ["درخواست شارژ مبلغ پنل پیامکی"]
    assert names["درخواست های دانشجویان"] == ["درخواست تسویه حساب"]


EVERYDAY = {
    "study-certificate", "transcript", "military-exemption", "dormitory", "loan", "internal-scholarship",
    "sms-panel-charge",
}  # fmt: skip


def _everyday(pack: Pack) -> list[PackType]:
    return [kind for group in pack.groups for kind in group.types if kind.key != "clearance"]


def test_b5_desk_carries_seven_services_beside_clearance(nursing):
    assert {kind.key for kind in _everyday(nursing)} == EVERYDAY


def test_each_service_asks_five_things_of_its_own_with_a_condition_and_a_document(nursing):
    for kind in _everyday(nursing):
        asked = [field for field in nursing.forms[kind.form].form.fields if field.asks]
        own = [field for field in asked if not field.locked and field.type is not logic.FieldType.FILEPICKER]
        papers = [field for field in asked if field.type is logic.FieldType.FILEPICKER and field.required]
        conditions = [field for field in asked if field.show and field.require]
        assert (kind.key, len(own) >= 5, len(papers) >= 1, len(conditions) >= 1) == (kind.key, True, True, True)


def test_each_service_passes_two_offices_with_forms_and_deadlines_and_ends_with_a_letter(nursing):
    for kind in _everyday(nursing):
        [version] = nursing.processes[kind.process].versions
        steps = [node.attrs for node in version.graph.of_kind(NodeKind.USER)]
        assert len({attrs["office"] for attrs in steps}) == len(steps) == 2
        assert all(int(attrs["deadline"]) > 0 and attrs["form"] for attrs in steps)
        assert all("return" in attrs["actions"].split() for attrs in steps)
        [letter] = [node.attrs["action"] for node in version.graph.of_kind(NodeKind.SCRIPT)]
        assert (letter, "letter" in kind.rules) == ("issue_letter", True)


def test_each_service_has_guides_questions_documents_and_what_happens_next(nursing):
    for kind in _everyday(nursing):
        assert all(kind.rules[name] for name in ("guides", "faq", "documents", "next", "purpose"))


def test_b1_both_guides_and_b19_documents_are_there(nursing):
    rules = nursing.groups[0].types[0].rules
    assert [guide["title"]["fa"] for guide in rules["guides"]] == ["راهنمای ثبت تیکت", "راهنمای فرآیند"]
    assert len(rules["documents"]) == 4


def test_x5_a_student_has_two_enrolments(nursing):
    counts = [len(person["enrolments"]) for person in nursing.people.students]
    assert sorted(counts)[-1] == 2


def test_every_demo_student_can_file_the_prefilled_form(nursing, form):
    for person in nursing.people.students:
        record = _record(person, person["enrolments"][-1])
        raw = {**logic.prefill(form, record), "card_delivery": ["delivered"], "study_status": ["graduated"]}
        assert (_clean(form, raw, record).errors, _clean(form, raw, record).dropped) == ((), ())


def _clean(form: logic.Form, raw: dict[str, list[str]], record: dict[str, str]) -> logic.Cleaned:
    return logic.clean(form, raw, record=record, files={}, today=TODAY)


def _record(person: dict[str, Any], enrolled: dict[str, Any]) -> dict[str, str]:
    own = {f"person.{key}": value for key, value in person.items() if isinstance(value, str)}
    name = f"{person['first_name']['fa']} {person['last_name']['fa']}"
    studies = {f"enrolment.{key}": str(value) for key, value in enrolled.items()}
    return {**own, **studies, "person.full_name": name, "person.father_name": person["father_name"]["fa"]}
