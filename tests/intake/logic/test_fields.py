"""What each type of field accepts, stores and shows."""

from __future__ import annotations

import pytest

from pishkhan.intake import logic
from tests.intake.logic.making import choices, clean, codes, component, form

RLO, PDF, RLI = "\u202e", "\u202c", "\u2067"


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "fa", "en"),
    [
        ("textfield", "  علي  كريمي ", "علی کریمی", "علی کریمی", "علی کریمی"),
        ("textfield", f"a{RLO}b{PDF}", "ab", "ab", "ab"),
        ("textfield", "می‌شود", "می‌شود", "می‌شود", "می‌شود"),
        ("textarea", "یک\r\nدو", "یک\nدو", "یک\nدو", "یک\nدو"),
        ("number", "۱۲", 12, "۱۲", "12"),
        ("number", "-٣", -3, "−۳", "−3"),
        ("rials", "۴٬۵۰۰٬۰۰۰", 4_500_000, "۴٬۵۰۰٬۰۰۰ ریال", "4,500,000 rials"),
        ("rials", "4,500,000", 4_500_000, "۴٬۵۰۰٬۰۰۰ ریال", "4,500,000 rials"),
        ("jalali_date", "۱۴۰۵/۹/۲", "2026-11-23", "۱۴۰۵/۰۹/۰۲", "1405/09/02"),
        ("jalali_date", "2026-11-23", "2026-11-23", "۱۴۰۵/۰۹/۰۲", "1405/09/02"),
        ("mobile", "۰۹۱۲۰۰۰۰۰۶۷", "+989120000067", "۰۹۱۲۰۰۰۰۰۶۷", "09120000067"),
        ("landline", "٠٢١-٤٧٧٠١٢٣٤", "+982147701234", "۰۲۱۴۷۷۰۱۲۳۴", "02147701234"),
        ("national_id", "۰۴۹۹۳۷۰۸۹۹", "0499370899", "۰۴۹۹۳۷۰۸۹۹", "0499370899"),
        ("postal_code", "19967-13111", "1996713111", "۱۹۹۶۷۱۳۱۱۱", "1996713111"),
        ("address", "تهران، پلاک ۱۲", "تهران، پلاک ۱۲", "تهران، پلاک ۱۲", "تهران، پلاک ۱۲"),
    ],
)
def test_x2_answer_is_folded_stored_and_shown(kind, typed, stored, fa, en):
    made = form(component(kind, "a"))
    cleaned = clean(made, {"a": typed})
    assert (cleaned.answers, cleaned.errors) == ({"a": stored}, ())
    assert [logic.show_answer(made.fields[0], cleaned.answers, lang) for lang in ("fa", "en")] == [fa, en]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("textfield", "متن"),
        ("number", "-12"),
        ("rials", "4500000"),
        ("jalali_date", "1405/09/02"),
        ("mobile", "09120000067"),
        ("landline", "02147701234"),
        ("national_id", "0499370899"),
        ("postal_code", "1996713111"),
        ("checkbox", "on"),
    ],
)
def test_answer_opened_for_correction_is_typed_as_it_was(kind, typed):
    made = form(component(kind, "a"))
    answers = clean(made, {"a": typed}).answers
    assert logic.typed(made, answers) == {"a": [typed]}
    assert clean(made, logic.typed(made, answers)).answers == answers


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("textfield", "x" * 201, "too_long"),
        ("textfield", "x" * 10_000_000, "too_long"),
        ("textfield", " " * 10_000_000, "too_long"),
        ("textarea", "x" * 2001, "too_long"),
        ("address", "x" * 501, "too_long"),
        ("number", "دو", "not_whole"),
        ("number", "1.5", "not_whole"),
        ("number", "9" * 16, "not_whole"),
        ("number", "9" * 1000, "too_long"),
        ("rials", "4,50", "rials"),
        ("rials", "-5", "rials"),
        ("rials", "9" * 16, "too_large"),
        ("jalali_date", "1404/12/30", "date_no_such_day"),
        ("jalali_date", "2026-02-30", "date_no_such_day"),
        ("jalali_date", "1599/01/01", "date_range"),
        ("jalali_date", "دیروز", "date"),
        ("mobile", "02147701234", "mobile"),
        ("landline", "47701234", "landline_area"),
        ("landline", "09120000067", "landline_mobile"),
        ("landline", "x", "landline"),
        ("national_id", "1234567890", "national_id"),
        ("national_id", "1111111111", "national_id"),
        ("national_id", "499370899", "national_id"),
        ("postal_code", "0996713111", "postal_code"),
    ],
)
def test_bad_answer_is_refused_and_not_stored(kind, typed, code):
    cleaned = clean(form(component(kind, "a")), {"a": typed})
    assert codes(cleaned) == {"a": code}
    assert cleaned.answers["a"] in ("", None)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("textfield", "required_text"),
        ("textarea", "required_text"),
        ("address", "required_text"),
        ("number", "required_text"),
        ("rials", "required_text"),
        ("jalali_date", "required_text"),
        ("mobile", "required_text"),
        ("landline", "required_text"),
        ("postal_code", "required_text"),
        ("national_id", "required_text"),
        ("checkbox", "required_tick"),
        ("filepicker", "required_file"),
    ],
)
@pytest.mark.parametrize("raw", [{}, {"a": ""}, {"a": f" \u200c{RLI}"}, {"a": []}])
def test_required_field_left_empty_is_refused(kind, code, raw):
    assert codes(clean(form(component(kind, "a", required=True)), raw)) == {"a": code}


@pytest.mark.parametrize("kind", ["select", "radio", "checklist"])
def test_required_choice_left_empty_is_refused(kind):
    made = form(component(kind, "a", required=True, values=choices("x")))
    assert codes(clean(made)) == {"a": "required_choices" if kind == "checklist" else "required_choice"}


@pytest.mark.parametrize("kind", ["select", "radio", "checklist"])
def test_choice_that_is_not_in_the_list_is_refused(kind):
    made = form(component(kind, "a", values=choices("x", "y")))
    assert codes(clean(made, {"a": "z"})) == {"a": "not_a_choice"}


def test_checklist_is_stored_in_the_order_of_the_list_and_once():
    made = form(component("checklist", "a", values=choices("x", "y", "z")))
    answers = clean(made, {"a": ["z", "x", "z", ""]}).answers
    assert answers == {"a": ["x", "z"]}
    assert logic.show_answer(made.fields[0], answers, "fa") == "«x»، «z»"


def test_number_bounds_are_told():
    made = form(component("number", "a", validate={"min": 1, "max": 5}))
    assert [clean(made, {"a": typed}).errors for typed in ("0", "6")] == [
        (logic.FieldError("a", "too_small", {"min": 1}),),
        (logic.FieldError("a", "too_large", {"max": 5}),),
    ]


def test_number_with_decimals_takes_the_persian_mark():
    made = form(component("number", "a", decimals="true"))
    answers = clean(made, {"a": "۱۷٫۲۵"}).answers
    assert answers == {"a": 17.25}
    assert logic.show_answer(made.fields[0], answers, "fa") == "۱۷٫۲۵"


def test_text_bounds_and_pattern_are_told():
    made = form(component("textfield", "a", validate={"minLength": 3, "maxLength": 5, "pattern": "[0-9]*"}))
    assert [codes(clean(made, {"a": typed})).get("a") for typed in ("۱۲", "123456", "ab12", "۱۲۳")] == [
        "too_short",
        "too_long",
        "pattern",
        None,
    ]
    assert clean(made, {"a": "۱۲۳"}).answers == {"a": "123"}


def test_b9_other_needs_words_and_they_are_stored_beside_the_choice():
    made = form(component("select", "a", values=choices("x", "other"), other="true"))
    assert codes(clean(made, {"a": ["other", " "]})) == {"a": "required_other"}
    assert codes(clean(made, {"a": ["other"]})) == {"a": "required_other"}
    assert codes(clean(made, {"a": ["other", "x" * 201]})) == {"a": "too_long"}
    cleaned = clean(made, {"a": ["other", "  دهكده  دور "]})
    assert (cleaned.answers, cleaned.errors) == ({"a": "other", "a__other": "دهکده دور"}, ())
    assert logic.show_answer(made.fields[0], cleaned.answers, "fa") == "دهکده دور"
    assert logic.typed(made, cleaned.answers) == {"a": ["other", "دهکده دور"]}


def test_words_beside_another_choice_are_not_kept():
    made = form(component("select", "a", values=choices("x", "other"), other="true"))
    assert clean(made, {"a": ["x", "left over"]}).answers == {"a": "x"}


def test_b9_choice_must_go_with_the_fields_that_narrow_it():
    fields = choices("nursing", "law")
    fields[0]["when"] = {"faculty": ["health"]}
    fields[1]["when"] = {"faculty": ["human"]}
    made = form(
        component("select", "field", options="fields", filter=["faculty"]),
        component("select", "faculty", values=choices("health", "human")),
        options={"fields": fields},
    )
    assert codes(clean(made, {"field": "law", "faculty": "health"})) == {"field": "not_beside"}
    assert codes(clean(made, {"field": "law", "faculty": "human"})) == {}
    assert codes(clean(made, {"field": "law"})) == {}
    assert [option.value for option in made.fields[0].offered({"faculty": "human"})] == ["law"]


def test_dates_keep_their_order_and_do_not_lie_in_the_future():
    made = form(
        component("jalali_date", "end", notBefore="start"),
        component("jalali_date", "start"),
        component("jalali_date", "seen", notFuture="true"),
    )
    raw = {"start": "1405/09/02", "end": "1405/09/01", "seen": "1405/09/03"}
    assert clean(made, raw).errors == (
        logic.FieldError("end", "date_before", {"other": "start"}),
        logic.FieldError("seen", "date_future"),
    )
    assert codes(clean(made, {**raw, "end": "1405/09/02", "seen": "1405/09/02"})) == {}


def test_file_answer_is_the_reference_of_the_stored_file():
    made = form(component("filepicker", "a"))
    answers = clean(made, files={"a": {"id": "7", "name": "حکم.pdf"}}).answers
    assert answers == {"a": {"id": "7", "name": "حکم.pdf"}}
    assert logic.show_answer(made.fields[0], answers, "fa") == "حکم.pdf"


@pytest.mark.parametrize(("typed", "fa", "en"), [("on", "بله", "Yes"), ("", "خیر", "No"), ("no", "خیر", "No")])
def test_tick_is_shown_in_words(typed, fa, en):
    made = form(component("checkbox", "a"))
    answers = clean(made, {"a": typed}).answers
    assert [logic.show_answer(made.fields[0], answers, lang) for lang in ("fa", "en")] == [fa, en]
