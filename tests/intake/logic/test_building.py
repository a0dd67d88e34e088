"""Forms drawn up piece by piece (issue 6, the builder): every change parses, or the refusal names the field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pishkhan.intake.logic import FieldType, parse_form
from pishkhan.intake.logic import building as b
from pishkhan.kernel.errors import DomainError

YES_NO = [("", "بله", "Yes"), ("", "خیر", "No")]
CHOICES = {"select", "radio", "checklist"}


def words(text):
    return {"fa": f"«{text}»", "en": text}


def add(schema, kind, label, **more):
    return b.add_field(schema, {}, kind, words(label), choices=YES_NO if kind in CHOICES else (), **more)


def form(*wanted):
    """A form of (kind, label); the schema and the keys."""
    schema, keys = b.blank("trial", "فرم", "Form"), []
    for kind, label in wanted:
        schema, key = add(schema, kind, label)
        keys.append(key)
    return schema, keys


def shown_if(schema, key, field, test="is", value="yes", which="show"):
    return b.set_condition(schema, {}, key, which, b.Condition("all", (b.Test(field, test, value),)))


def refusal(what) -> DomainError:
    with pytest.raises(DomainError) as caught:
        what()
    return caught.value


@pytest.mark.parametrize("kind", list(FieldType))
def test_field_of_every_type_can_be_asked(kind):
    schema, _ = form(("textfield", "First"))
    schema, key = add(schema, kind, "One more")
    parse_form(schema, {})
    assert b.component(schema, key)["type"] == kind


def test_keys_come_from_the_english_and_never_twice():
    _, keys = form(("textfield", "Father's name"), ("textfield", "Father's name"), ("textfield", "۱۲ % !"))
    assert keys == ["father_s_name", "father_s_name_2", "textfield"]


def test_label_needs_both_languages():
    error = refusal(lambda: b.add_field(b.blank("x", "ا", "x"), {}, "textfield", {"fa": "نام", "en": " "}))
    assert error.code == "build.english_missing"


def test_everything_of_a_field_can_be_set():
    schema, (key,) = form(("number", "Copies"))
    schema = b.edit_field(
        schema, {}, key, label=words("Number of copies"), help=words("One to nine"), required=True,
        limits={"min": 1, "max": 9}, sensitive=True, wide=True,
    )  # fmt: skip
    (field,) = parse_form(schema, {}).fields
    assert (field.key, field.label.en, field.help.en) == ("copies", "Number of copies", "One to nine")
    assert (field.required, field.sensitive, field.wide) == (True, True, True)
    assert (field.limits.low, field.limits.high) == (1, 9)


def test_locked_field_needs_what_it_is_filled_from():
    schema, (key,) = form(("textfield", "Full name"))
    error = refusal(lambda: b.edit_field(schema, {}, key, label=words("Full name"), locked=True))
    assert (error.code, error.params["field"]) == ("build.locked_without_record", key)
    parse_form(b.edit_field(schema, {}, key, label=words("Full name"), record="person.full_name", locked=True), {})


def test_limits_that_cross_are_refused_at_their_field():
    schema, (key,) = form(("number", "Copies"))
    error = refusal(lambda: b.edit_field(schema, {}, key, label=words("Copies"), limits={"min": 9, "max": 1}))
    assert (error.code, error.params["field"]) == ("build.limits_crossed", key)


def test_groups_hold_fields_which_move_between_them():
    schema, (first, second) = form(("textfield", "First"), ("textfield", "Second"))
    schema, group = b.add_group(schema, words("Where you live"))
    schema = b.place(b.place(schema, second, group), first, group)
    schema = b.move(schema, first, up=True)
    assert [one["key"] for one in b.listed(schema)] == [group, first, second]
    assert b.group_of(schema, first) == group
    parse_form(schema, {})
    schema = b.remove(schema, {}, group)
    assert [one["key"] for one in b.listed(schema)] == [first, second]


def test_empty_group_is_not_published_but_may_wait():
    schema, _ = form(("textfield", "First"))
    schema, _ = b.add_group(schema, words("Later"))
    assert b.faults(schema, {}) == ()
    parse_form(b.ready(schema), {})


def test_condition_of_several_tests_is_read_back():
    schema, (way, copies, why) = form(("radio", "Way"), ("number", "Copies"), ("textarea", "Why"))
    wanted = b.Condition("any", (b.Test(way, "is_not", "yes"), b.Test(copies, "gt", 3), b.Test(way, "empty")))
    schema = b.set_condition(schema, {}, why, "require", wanted)
    parse_form(schema, {})
    assert b.read_condition(b.component(schema, why)["properties"]["require"]) == wanted
    assert b.used_by(schema, copies) == [why]
    bare = b.set_condition(schema, {}, why, "require", b.Condition("all", ()))
    assert "require" not in b.component(bare, why)["properties"]


def test_conditions_in_a_circle_are_refused():
    schema, (one, two, three) = form(("radio", "One"), ("radio", "Two"), ("radio", "Three"))
    schema = shown_if(shown_if(schema, two, one), three, two)
    error = refusal(lambda: shown_if(schema, one, three))
    assert error.code == "build.rule_circle"
    assert error.params["field"] in {one, two, three}
    assert refusal(lambda: shown_if(schema, one, one)).code == "build.condition_itself"


def test_condition_on_an_absent_field_or_value_is_refused():
    schema, (one, two) = form(("radio", "One"), ("textfield", "Two"))
    assert refusal(lambda: shown_if(schema, two, "nobody")).code == "build.field_absent"
    assert refusal(lambda: shown_if(schema, two, one, value="perhaps")).code == "build.option_unknown"
    assert refusal(lambda: shown_if(schema, two, one, "gt", 3)).code == "build.test_wrong"


def test_field_that_others_look_at_stays_and_they_are_named():
    schema, (one, two) = form(("radio", "One"), ("textfield", "Two"))
    error = refusal(lambda: b.remove(shown_if(schema, two, one), {}, one))
    assert (error.code, error.params["names"]) == ("build.looked_at", ["«Two»"])


def test_option_of_a_condition_stays():
    schema, (one, two) = form(("radio", "One"), ("textfield", "Two"))
    schema = shown_if(schema, two, one)
    error = refusal(lambda: b.edit_field(schema, {}, one, label=words("One"), choices=[("no", "خیر", "No")]))
    assert (error.code, error.params["value"], error.params["names"]) == ("build.option_used", "yes", ["«Two»"])
    kept = b.edit_field(schema, {}, one, label=words("One"), choices=[("yes", "آری", "Yes"), ("", "شاید", "Perhaps")])
    assert [each["value"] for each in b.component(kept, one)["values"]] == ["yes", "perhaps"]


def test_two_hundred_and_first_field_is_refused():
    schema = b.blank("trial", "فرم", "Form")
    for number in range(200):
        schema["components"].append(
            {"type": "textfield", "key": f"f{number}", "label": "پرسش", "properties": {"label.en": "Question"}}
        )
    parse_form(schema, {})
    assert refusal(lambda: add(schema, "textfield", "Another")).code == "build.fields_many"


LABELS = st.sampled_from(["Name", "Reason", "Way of delivery", "۵", "Copies"])
NTH = st.integers(0, 30)
ACTS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from([kind.value for kind in FieldType]), LABELS, NTH),
    st.tuples(st.just("group"), LABELS),
    st.tuples(st.sampled_from(["up", "down", "remove"]), NTH),
    st.tuples(st.just("place"), NTH, NTH),
    st.tuples(
        st.just("condition"), NTH, NTH, st.sampled_from(["show", "require"]), st.sampled_from(b.TESTS),
        st.sampled_from(["yes", "no", "x", 3, ["yes"], None]), st.sampled_from(b.JOINS),
    ),
    st.tuples(st.just("edit"), NTH, st.booleans(), st.booleans(), st.sampled_from(["", "person.full_name"]), NTH),
)  # fmt: skip


def act(schema, step):
    keys = [one["key"] for one in b.listed(schema)]
    groups = ["", *(one["key"] for one in schema["components"] if one["type"] == "group")]
    nth = lambda n: keys[n % len(keys)] if keys else "nobody"  # noqa: E731
    match step:
        case "add", kind, label, n:
            return add(schema, kind, label, group=groups[n % len(groups)])[0]
        case "group", label:
            return b.add_group(schema, words(label))[0]
        case ("up" | "down") as way, n:
            return b.move(schema, nth(n), up=way == "up")
        case "remove", n:
            return b.remove(schema, {}, nth(n))
        case "place", n, m:
            return b.place(schema, nth(n), groups[m % len(groups)])
        case "condition", n, m, which, test, value, join:
            now = b.read_condition(b.component(schema, nth(n)).get("properties", {}).get(which))
            tests = (*now.tests, b.Test(nth(m), test, value))
            return b.set_condition(schema, {}, nth(n), which, b.Condition(join, tests))
        case "edit", n, required, locked, record, m:
            one = b.component(schema, nth(n))
            if one["type"] in {"group", "text"}:
                return b.rename(schema, {}, nth(n), words("Other words"))
            kept = YES_NO[: 1 + m % 2] if one["type"] in CHOICES else None
            return b.edit_field(
                schema, {}, nth(n), label=words("Edited"), required=required, locked=locked, record=record,
                limits={"min": m, "minLength": m}, choices=kept and [(en.lower(), fa, en) for _, fa, en in kept],
            )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=25))
def test_whatever_is_done_the_form_parses_or_the_refusal_names_the_field(steps):
    schema = b.blank("trial", "فرم", "Form")
    for step in steps:
        before, refused = b.copy(schema), None
        try:
            schema = act(schema, step)
        except DomainError as error:
            refused = error
        if refused:
            assert refused.code.startswith("build.")
            assert refused.params.get("field")
            assert schema == before
        keys = [one["key"] for one in b.listed(schema)]
        assert len(keys) == len(set(keys))
        if any(one["type"] not in {"group", "text"} for one in b.listed(schema)):
            parse_form(b.ready(schema), {})
