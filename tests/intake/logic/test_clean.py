"""A whole form: what is taken, what is dropped, what is refused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pishkhan.intake import logic
from tests.intake.logic.making import choices, clean, codes, component, form

ASKS = component("radio", "owes", required=True, values=choices("yes", "no"))
ON = {"field": "owes", "is": "yes"}


def _debt() -> logic.Form:
    return form(
        component("rials", "amount", required=True, show=ON),
        component("jalali_date", "start", require={"field": "amount", "gt": 0}),
        ASKS,
    )


def test_hidden_field_is_not_required_and_its_value_is_dropped():
    cleaned = clean(_debt(), {"owes": "no", "amount": "5", "start": ""})
    assert (dict(cleaned.answers), cleaned.errors, cleaned.dropped) == ({"owes": "no", "start": ""}, (), ("amount",))


def test_shown_field_is_required():
    assert codes(clean(_debt(), {"owes": "yes"})) == {"amount": "required_text"}


def test_required_rule_sees_only_fields_that_show():
    assert codes(clean(_debt(), {"owes": "yes", "amount": "5"})) == {"start": "required_text"}
    assert codes(clean(_debt(), {"owes": "no", "amount": "5"})) == {}


def test_rule_of_a_group_hides_all_its_fields():
    inside = {
        "type": "group",
        "key": "g",
        "label": "گروه",
        "properties": {"label.en": "Group", "show": ON},
        "components": [component("textfield", "a", required=True)],
    }
    made = form(ASKS, inside)
    assert dict(clean(made, {"owes": "no", "a": "x"}).answers) == {"owes": "no"}
    assert codes(clean(made, {"owes": "yes"})) == {"a": "required_text"}


def test_errors_come_in_the_order_of_the_form():
    assert [error.key for error in clean(_debt(), {"start": "x"}).errors] == ["start", "owes"]


def test_b8_locked_field_comes_from_the_record_whatever_was_posted():
    made = form(component("textfield", "name", required=True, record="person.full_name", locked="true"))
    cleaned = clean(made, {"name": "کس دیگر"}, record={"person.full_name": "دانشجوی نمونه"})
    assert (dict(cleaned.answers), cleaned.errors, cleaned.dropped) == ({"name": "دانشجوی نمونه"}, (), ())


def test_b8_locked_field_that_the_record_lacks_is_told_as_such():
    made = form(component("national_id", "id", required=True, record="person.national_id", locked="true"))
    assert codes(clean(made, {"id": "0499370899"})) == {"id": "record_missing"}
    assert codes(clean(made, record={"person.national_id": "12"})) == {"id": "record_invalid"}


def test_c3_frozen_answer_stays_as_it_was_filed():
    made = form(component("select", "reason", required=True, values=choices("x", "y"), frozen="true"))
    assert dict(clean(made, {"reason": "y"}, filed={"reason": "x"}).answers) == {"reason": "x"}
    assert dict(clean(made, {"reason": "y"}).answers) == {"reason": "y"}


def test_field_the_form_does_not_have_is_ignored_and_reported():
    cleaned = clean(form(component("textfield", "a")), {"a": "x", "role": "admin", "b" * 100: "y"})
    assert (dict(cleaned.answers), cleaned.dropped) == ({"a": "x"}, ("role", "b" * 60))


def test_many_strange_fields_are_reported_up_to_a_limit():
    cleaned = clean(form(component("textfield", "a")), {f"k{number}": "" for number in range(5000)})
    assert len(cleaned.dropped) == 50


def test_last_of_repeated_values_counts():
    assert dict(clean(form(component("textfield", "a")), {"a": ["x", "y"]}).answers) == {"a": "y"}


def test_sensitive_answers_are_split_off_with_their_own_words():
    made = form(
        component("textfield", "a"),
        component("select", "b", values=choices("other"), other="true", sensitive="true"),
    )
    answers = clean(made, {"a": "x", "b": ["other", "y"]}).answers
    assert logic.split_sensitive(made, answers) == ({"a": "x"}, {"b": "other", "b__other": "y"})


EVERY = form(
    *(
        component(kind.value, kind.value, required=True)
        for kind in logic.FieldType
        if kind.value not in ("select", "radio", "checklist", "text")
    ),
    component("select", "select", values=choices("x", "other"), other="true"),
    component("radio", "radio", values=choices("x")),
    component("checklist", "checklist", values=choices("x", "y")),
)


@given(
    st.dictionaries(
        st.sampled_from([field.key for field in EVERY.fields]) | st.text(max_size=5),
        st.lists(st.text(max_size=80) | st.text("0123456789۰۱۲/-", max_size=12), max_size=3),
        max_size=8,
    )
)
def test_anything_posted_is_answered_without_an_exception(raw):
    cleaned = clean(EVERY, raw)
    assert set(cleaned.answers) >= {field.key for field in EVERY.fields}
    refused = {error.key for error in cleaned.errors}
    again = clean(EVERY, logic.typed(EVERY, cleaned.answers))
    assert {key: value for key, value in again.answers.items() if key not in refused} == {
        key: value for key, value in cleaned.answers.items() if key not in refused
    }
