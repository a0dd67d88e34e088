"""Decision tables: unary tests, hit policies, and what a file may hold."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.workflow.engine import dmn, unary
from pishkhan.workflow.engine.decision import Decision, decide
from pishkhan.workflow.engine.refused import Refused
from tests.workflow.engine.case import codes
from tests.workflow.engine.tables import table


@pytest.mark.parametrize(
    ("test", "value", "matches"),
    [
        ("-", None, True),
        ("", 5, True),
        ('"a"', "a", True),
        ('"a"', "b", False),
        ('"a", "b"', "b", True),
        ('"a,b", "c"', "a,b", True),
        ('"a]", "c"', "c", True),
        ('["a", "b"]', "b", True),
        ('["a", "b"]', ["a", "b"], True),
        ('not("a", "b")', "c", True),
        ('not("a", "b")', "a", False),
        ("not(< 5)", 5, True),
        ("not ( - 1 )", -1, False),
        ("5", 5, True),
        ("-5", -5, True),
        ("< 5", 4, True),
        ("< 5", 5, False),
        (">= 5", 5, True),
        ("> 5, < 2", 1, True),
        ("> 5, < 2", 3, False),
        ("!= 5", 4, True),
        ("= 5", 5, True),
        ("[1..5]", 1, True),
        ("[1..5]", 5, True),
        ("(1..5)", 1, False),
        ("(1..5)", 4.5, True),
        ("]1..5[", 5, False),
        ("]1..5[", 2, True),
        ("[1..5[, 9", 5, False),
        ("[1..5[, 9", 9, True),
        ("]1..3[, ]7..9[", 8, True),
        ("[1..limit]", 7, True),
        ('["1404/01/01".."1404/12/29"]', "1404/06/31", True),
        ('["1404/01/01".."1404/12/29"]', "1405/01/01", False),
        ("true", True, True),
        ("true", 1, False),
        ("1", True, False),
        ("false", False, True),
        ("true, false", None, False),
        ("null", None, True),
        ("< 5", None, False),
        ("< 5", "4", False),
        ("< 5", True, False),
        ("[1..5]", "3", False),
        ("limit", 7, True),
        ("limit - 2", 5, True),
    ],
)
def test_unary_test(test: str, value: Any, matches: bool):
    assert unary.compile(test)(value, {"limit": 7}) is matches


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ('"a",', "expression_syntax"),
        (",", "expression_syntax"),
        ("a.b", "expression_forbidden"),
        ("< ", "expression_syntax"),
        ("date(2020)", "expression_forbidden"),
        ("[1..]", "expression_syntax"),
        ("1" * 3000, "expression_long"),
    ],
)
def test_unary_test_outside_the_language_is_refused(test: str, code: str):
    with pytest.raises(Refused) as caught:
        unary.compile(test)
    assert [problem.code for problem in caught.value.problems] == [code]


RULES = [['"new"', "[0..9]", '"short"', "1"], ["-", "> 5", '"long"', "2"], ['"gone"', "-", "", "3"]]


def _decision(policy: str) -> Decision:
    return dmn.parse(table("d", ["kind", "size"], ["way", "days"], RULES, policy))["d"]


@pytest.mark.parametrize(
    ("policy", "kind", "size", "answer"),
    [
        ("UNIQUE", "new", 3, {"way": "short", "days": 1}),
        ("UNIQUE", "old", 7, {"way": "long", "days": 2}),
        ("UNIQUE", "gone", 1, {"way": None, "days": 3}),
        ("UNIQUE", "old", 1, {"way": None, "days": None}),
        ("FIRST", "new", 7, {"way": "short", "days": 1}),
        ("FIRST", "gone", 7, {"way": "long", "days": 2}),
        ("COLLECT", "new", 7, {"way": ["short", "long"], "days": [1, 2]}),
        ("COLLECT", "old", 1, {"way": [], "days": []}),
    ],
)
def test_decide_by_hit_policy(policy: str, kind: str, size: int, answer: dict[str, Any]):
    assert decide(_decision(policy), {"kind": kind, "size": size}) == answer


def test_decide_unique_with_two_matches_is_refused():
    with pytest.raises(Refused) as caught:
        decide(_decision("UNIQUE"), {"kind": "new", "size": 7})
    assert codes(caught.value) == [("decision_not_unique", "d")]


def test_decision_survives_json():
    assert Decision.from_json(_decision("FIRST").to_json()) == _decision("FIRST")


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        (b"<a/>", [("not_dmn", "")]),
        (table("d", ["a"], ["b"], [["-", "1"]], "PRIORITY"), [("hit_policy", "d")]),
        (table("d", ["a"], ["b"], [["-"]]), [("rule_ragged", "d")]),
        (table("d", ["a"], [""], [["-", "1"]]), [("output_unnamed", "d")]),
        (table("d", ["a"], ["b", "b"], [["-", "1", "2"]]), [("output_twice", "d")]),
        (table("d", ["a"], ["b"], []), [("table_size", "d")]),
        (table("d", ["a.b"], ["b"], [["x(", "open('x')"]]), [("cell_bad", "d")] * 3),
        (
            table("d", ["a"], ["b"], [["-", "1"]]).replace(b"decisionTable", b"literalExpression"),
            [("part_unsupported", "d"), ("table_missing", "d")],
        ),
    ],
)
def test_parse_names_what_it_does_not_play(xml: bytes, found: list[tuple[str, str]]):
    with pytest.raises(Refused) as caught:
        dmn.parse(xml)
    assert codes(caught.value) == found


def test_parse_tells_row_and_cell():
    with pytest.raises(Refused) as caught:
        dmn.parse(table("d", ["a"], ["b"], [["-", "1"], ["a.b", "1"]]))
    assert dict(caught.value.problems[0].params) == {"row": "2", "cell": "a.b", "reason": "expression_forbidden"}
