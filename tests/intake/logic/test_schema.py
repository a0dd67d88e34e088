"""A schema is a form of ours, or every fault of it is told with its place."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.intake import logic
from tests.intake.logic.making import choices, component, form, schema


def _faults(raw: Any, options: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    with pytest.raises(logic.FormRefused) as refused:
        logic.parse_form(raw, options or {})
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


def test_form_keeps_groups_and_loose_fields_in_order():
    group = {
        "type": "group",
        "key": "g",
        "label": "گروه",
        "properties": {"label.en": "Group"},
        "components": [component("textfield", "b"), component("textfield", "c")],
    }
    made = form(component("textfield", "a"), group, component("textfield", "d"))
    assert [(each.key, [field.key for field in each.fields]) for each in made.groups] == [
        ("", ["a"]),
        ("g", ["b", "c"]),
        ("", ["d"]),
    ]
    assert [field.key for field in made.fields] == ["a", "b", "c", "d"]


def test_static_text_asks_nothing():
    text = {"type": "text", "text": "متن", "properties": {"text.en": "Text"}}
    made = form(text, component("textfield", "a"))
    assert [(field.asks, field.text.in_("fa")) for field in made.fields] == [(False, "متن"), (True, "")]


def test_fields_are_ordered_after_those_their_rules_look_at():
    made = form(
        component("textfield", "a", show={"field": "b", "filled": True}),
        component("textfield", "b", require={"field": "c", "is": True}),
        component("checkbox", "c"),
    )
    assert made.order == ("c", "b", "a")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ({}, ("components", "shape")),
        ([], ("components", "shape")),
        ({**schema(component("textfield", "a")), "id": "Bad key"}, ("id", "key_bad")),
        ({**schema(component("textfield", "a")), "type": "wizard"}, ("type", "type_unknown")),
        ({**schema(component("textfield", "a")), "color": "red"}, ("color", "key_unknown")),
        ({**schema(component("textfield", "a")), "name": 7}, ("name", "text_shape")),
        (schema(), ("components", "fields_count")),
        (schema(component("textfield", "a"), component("textfield", "a")), ("components[1].key", "key_twice")),
    ],
)
def test_fault_of_a_form_is_told_with_its_place(raw, fault):
    assert fault in _faults(raw)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (component("signature", "a"), (".type", "type_unknown")),
        (component("textfield", "A"), (".key", "key_bad")),
        (component("textfield", "a__other"), (".key", "key_bad")),
        (component("textfield", "a", label=""), (".label", "text_missing")),
        (component("textfield", "a", description="کمک"), (".description", "english_missing")),
        (component("textfield", "a", colour="red"), (".properties.colour", "property_unknown")),
        (component("textfield", "a", locked="true"), (".properties.locked", "locked_without_record")),
        (component("textfield", "a", record="x.y"), (".properties.record", "record_unknown")),
        (component("textfield", "a", sensitive="maybe"), (".properties.sensitive", "flag_bad")),
        (component("textfield", "a", width="half"), (".properties", "shape")),
        (component("mobile", "a", other="true"), (".properties.other", "not_for_type")),
        (component("mobile", "a", validate={"min": 3}), (".validate.min", "not_for_type")),
        (component("number", "a", validate={"min": "3"}), (".validate.min", "limit_bad")),
        (component("number", "a", validate={"min": 3, "max": 2}), (".validate", "limits_crossed")),
        (component("textfield", "a", validate={"pattern": "(a+)+b"}), (".validate.pattern", "limit_bad")),
        (component("textfield", "a", validate={"pattern": "["}), (".validate.pattern", "limit_bad")),
        (component("select", "a"), ("", "options_missing")),
        (component("select", "a", options="towns"), (".properties.options", "options_unknown")),
        (component("select", "a", options=["towns"]), (".properties.options", "options_unknown")),
        (component("select", "a", values=choices("x", "x")), (".values[1]", "option_twice")),
        (component("select", "a", values=choices("x"), other="true"), (".properties.other", "other_missing")),
        (component("select", "a", values=choices("x"), filter=["z"]), (".properties.filter", "field_unknown")),
        (component("jalali_date", "a", notBefore="z"), (".properties.notBefore", "field_unknown")),
        (component("textfield", "a", show={"is": 1}), (".properties.show", "rule_shape")),
        (component("textfield", "a", show={"field": "z", "is": "x"}), (".properties.show", "field_unknown")),
        (component("textfield", "a", require={"field": "b", "is": "z"}), (".properties.require", "option_unknown")),
        (component("textfield", "a", show={"field": "c", "filled": True}), ("", "rule_circle")),
    ],
)
def test_fault_of_a_component_is_told_with_its_place(raw, fault):
    others = (
        component("radio", "b", values=choices("x")),
        component("textfield", "c", show={"field": "a", "filled": True}),
    )
    place, code = fault
    more = others if raw["key"] == "a" else others[:1]
    assert (f"components[0]{place}", code) in _faults(schema(raw, *more))


def test_all_faults_are_told_at_once():
    faults = _faults(schema(component("signature", "a"), component("textfield", "B"), component("select", "c")))
    assert faults == [
        ("components[0].type", "type_unknown"),
        ("components[1].key", "key_bad"),
        ("components[2]", "options_missing"),
    ]


def test_option_list_that_narrows_has_texts_only():
    broken = choices("x")
    broken[0]["when"] = {"faculty": [{}]}
    with pytest.raises(logic.FormRefused):
        logic.parse_form(schema(component("select", "a", values=broken)), {})
