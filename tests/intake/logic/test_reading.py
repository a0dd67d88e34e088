"""Answers for reading, prefill, and what the record contradicts."""

from __future__ import annotations

from pishkhan.intake import logic
from tests.intake.logic.making import choices, clean, component, form

MADE = form(
    component("textfield", "name", record="person.full_name", locked="true", number="1"),
    component("jalali_date", "born", record="person.birth_date", number="2"),
    component("select", "town", values=choices("shiraz", "tehran"), record="person.place_of_issue"),
    component("mobile", "mobile", record="person.mobile"),
    component("textfield", "father", record="person.father_name"),
    component("rials", "amount", show={"field": "town", "is": "tehran"}),
)
RECORD = {
    "person.full_name": "دانشجوی نمونه",
    "person.birth_date": "1379/04/12",
    "person.place_of_issue": "tehran",
    "person.mobile": "+989120000067",
    "person.father_name": "علی",
    "person.email": "",
}


def test_b8_untouched_form_is_filled_from_the_record():
    assert logic.prefill(MADE, RECORD) == {
        "name": ["دانشجوی نمونه"],
        "born": ["1379/04/12"],
        "town": ["tehran"],
        "mobile": ["09120000067"],
        "father": ["علی"],
    }


def test_prefilled_form_agrees_with_the_record():
    answers = clean(MADE, logic.prefill(MADE, RECORD), record=RECORD).answers
    assert logic.mismatches(MADE, answers, RECORD) == ()


def test_record_may_hold_any_readable_form_of_a_value():
    answers = clean(MADE, logic.prefill(MADE, RECORD), record=RECORD).answers
    other = {"person.birth_date": "2000-07-02", "person.mobile": "09120000067", "person.father_name": "علي"}
    assert logic.mismatches(MADE, answers, {**RECORD, **other}) == ()


def test_b8_mismatch_typed_by_hand_is_flagged_with_both_texts():
    raw = {**logic.prefill(MADE, RECORD), "town": ["shiraz"], "born": ["1379/04/13"], "father": ["رضا"]}
    answers = clean(MADE, raw, record=RECORD).answers
    assert logic.mismatches(MADE, answers, RECORD, "fa") == (
        logic.Mismatch("born", "born", "۱۳۷۹/۰۴/۱۳", "۱۳۷۹/۰۴/۱۲"),
        logic.Mismatch("town", "town", "«shiraz»", "«tehran»"),
        logic.Mismatch("father", "father", "رضا", "علی"),
    )


def test_locked_answer_and_empty_record_are_never_mismatches():
    answers = {"name": "کس دیگر", "father": "رضا"}
    assert logic.mismatches(MADE, answers, {"person.full_name": "دانشجوی نمونه", "person.father_name": ""}) == ()


def test_text_that_asks_nothing_is_no_mismatch():
    words = {"type": "text", "text": "کارت را همراه بیاورید.", "properties": {"text.en": "Bring the card."}}
    asked = component("textfield", "father", record="person.father_name")
    assert logic.mismatches(form(words, asked), {"father": "علی"}, RECORD) == ()


def test_b11_answers_are_shown_in_order_without_hidden_fields():
    answers = clean(MADE, {"town": "shiraz", "mobile": "۰۹۱۲۰۰۰۰۰۶۷"}, record=RECORD).answers
    (group,) = logic.display(MADE, answers, "fa")
    assert [(row.number, row.key, row.text, row.ltr) for row in group.rows] == [
        ("1", "name", "دانشجوی نمونه", False),
        ("2", "born", "", True),
        ("", "town", "«shiraz»", False),
        ("", "mobile", "۰۹۱۲۰۰۰۰۰۶۷", True),
        ("", "father", "", False),
    ]


def test_answers_are_shown_in_english():
    (group,) = logic.display(MADE, {"town": "tehran", "amount": 4500000, "born": "2000-07-02"}, "en")
    assert [(row.label, row.text) for row in group.rows] == [
        ("Born", "1379/04/12"),
        ("Town", "Tehran"),
        ("Amount", "4,500,000 rials"),
    ]


def test_record_is_shown_as_text_for_locked_fields():
    assert logic.show_record(MADE, RECORD, "fa")["born"] == "۱۳۷۹/۰۴/۱۲"
    assert logic.show_record(MADE, {"person.birth_date": "نامعلوم"}, "fa") == {"born": "نامعلوم"}


def test_visible_follows_the_rules():
    assert logic.visible(MADE, {"town": "tehran"}) - logic.visible(MADE, {"town": "shiraz"}) == {"amount"}
