"""From DMN XML to decision tables. Every cell is compiled here, so a published table cannot fail to parse
later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from pishkhan.workflow.engine import expression, unary
from pishkhan.workflow.engine.decision import Decision, HitPolicy, Rule
from pishkhan.workflow.engine.refused import Problem, Refused
from pishkhan.workflow.engine.xmlfile import children, read, split, text

MAX_RULES = 1_000
_HARMLESS = frozenset(
    {"description", "documentation", "extensionElements", "variable", "decisionTable", "authorityRequirement"}
)


def parse(xml: bytes) -> Mapping[str, Decision]:
    """All decisions of a file by id. Raises Refused with every cell or construct that we do not play."""
    root = read(xml)
    if split(root.tag)[1] != "definitions" or "DMN" not in split(root.tag)[0].upper():
        raise Refused((Problem("not_dmn"),))
    found: dict[str, Decision] = {}
    problems: list[Problem] = []
    for element in children(root, "decision"):
        decision, wrong = _read_decision(element)
        if decision.id in found or not decision.id:
            wrong.append(Problem("id_twice", decision.id, decision.name))
        found[decision.id] = decision
        problems.extend(wrong)
    if not found and not problems:
        problems.append(Problem("decisions_none"))
    if problems:
        raise Refused(problems)
    return found


def _read_decision(element: Element) -> tuple[Decision, list[Problem]]:
    key, name = element.get("id", ""), element.get("name", "")
    problems = [Problem("part_unsupported", key, name, {"part": part}) for part in _strange_parts(element)]
    table = next(children(element, "decisionTable"), None)
    if table is None:
        return _empty(key, name), [*problems, Problem("table_missing", key, name)]
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in set(HitPolicy) or table.get("aggregation"):
        problems.append(Problem("hit_policy", key, name, {"policy": policy}))
        policy = HitPolicy.UNIQUE.value
    inputs = tuple(_input(column) for column in children(table, "input"))
    outputs = tuple(column.get("name", "").strip() for column in children(table, "output"))
    rules = tuple(_rule(row) for row in children(table, "rule"))
    decision = Decision(key, name, HitPolicy(policy), inputs, outputs, rules)
    return decision, [*problems, *_shape(decision), *_cells(decision)]


def _strange_parts(element: Element) -> list[str]:
    """A drawn link to input data is a comment; one to another decision would have to be played."""
    found = []
    for child in element:
        part = split(child.tag)[1]
        if part == "informationRequirement":
            found += [split(link.tag)[1] for link in child if split(link.tag)[1] != "requiredInput"]
        elif part not in _HARMLESS:
            found.append(part)
    return found


def _empty(key: str, name: str) -> Decision:
    return Decision(key, name, HitPolicy.UNIQUE, (), (), ())


def _input(column: Element) -> str:
    inner = next(children(column, "inputExpression"), None)
    return "" if inner is None else text(inner, "text")


def _rule(row: Element) -> Rule:
    tests = tuple(text(cell, "text") for cell in children(row, "inputEntry"))
    return Rule(tests, tuple(text(cell, "text") for cell in children(row, "outputEntry")))


def _shape(decision: Decision) -> list[Problem]:
    problems = []
    if not decision.inputs or not decision.rules or len(decision.rules) > MAX_RULES:
        problems.append(Problem("table_size", decision.id, decision.name, {"limit": str(MAX_RULES)}))
    if not decision.outputs or not all(name.isidentifier() for name in decision.outputs):
        problems.append(Problem("output_unnamed", decision.id, decision.name))
    elif len(set(decision.outputs)) != len(decision.outputs):
        problems.append(Problem("output_twice", decision.id, decision.name))
    size = (len(decision.inputs), len(decision.outputs))
    for number, rule in enumerate(decision.rules, start=1):
        if (len(rule.tests), len(rule.answers)) != size:
            problems.append(Problem("rule_ragged", decision.id, decision.name, {"row": str(number)}))
    return problems


def _cells(decision: Decision) -> list[Problem]:
    problems = [*_compiled(decision, "0", decision.inputs, expression.compile)]
    for number, rule in enumerate(decision.rules, start=1):
        answers = [answer for answer in rule.answers if answer]
        problems += _compiled(decision, str(number), rule.tests, unary.compile)
        problems += _compiled(decision, str(number), answers, expression.compile)
    return problems


def _compiled(
    decision: Decision, row: str, cells: tuple[str, ...] | list[str], compiler: Callable[[str], Any]
) -> list[Problem]:
    problems = []
    for cell in cells:
        try:
            compiler(cell)
        except Refused as refused:
            detail = {"row": row, "cell": cell[:120], "reason": refused.problems[0].code}
            problems.append(Problem("cell_bad", decision.id, decision.name, detail))
    return problems
