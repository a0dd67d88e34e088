"""A decision table and its answer: hit policies UNIQUE, FIRST and COLLECT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pishkhan.workflow.engine import expression, unary
from pishkhan.workflow.engine.refused import refuse


class HitPolicy(StrEnum):
    """How many rules may match, and what is answered then."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    COLLECT = "COLLECT"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a unary test per input, an expression per output (empty = null)."""

    tests: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A table. `inputs` are expressions, `outputs` names."""

    id: str
    name: str
    policy: HitPolicy
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for a jsonb column."""
        return {
            "id": self.id,
            "name": self.name,
            "policy": self.policy.value,
            "inputs": list(self.inputs),
            "outputs": list(self.outputs),
            "rules": [[list(rule.tests), list(rule.answers)] for rule in self.rules],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Decision:
        """The inverse of `to_json`."""
        return cls(
            value["id"],
            value["name"],
            HitPolicy(value["policy"]),
            tuple(value["inputs"]),
            tuple(value["outputs"]),
            tuple(Rule(tuple(tests), tuple(answers)) for tests, answers in value["rules"]),
        )


def decide(decision: Decision, data: Mapping[str, Any]) -> dict[str, Any]:
    """Each output by name: its value (null when no rule matches), or with COLLECT the list of all matching
    values.

    Raises Refused `decision_not_unique` when a UNIQUE table matches twice, `expression_*` when a cell
    cannot be read.
    """
    given = [expression.evaluate(source, data) for source in decision.inputs]
    matching = [rule for rule in decision.rules if _matches(rule, given, data)]
    if decision.policy is HitPolicy.UNIQUE and len(matching) > 1:
        raise refuse("decision_not_unique", decision.id, decision.name)
    answers = [[_answer(source, data) for source in rule.answers] for rule in matching]
    if decision.policy is HitPolicy.COLLECT:
        return {name: [row[i] for row in answers] for i, name in enumerate(decision.outputs)}
    first = answers[0] if answers else [None] * len(decision.outputs)
    return dict(zip(decision.outputs, first, strict=True))


def _matches(rule: Rule, given: list[Any], data: Mapping[str, Any]) -> bool:
    return all(unary.compile(test)(value, data) for test, value in zip(rule.tests, given, strict=True))


def _answer(source: str, data: Mapping[str, Any]) -> Any:
    return expression.evaluate(source, data) if source.strip() else None
