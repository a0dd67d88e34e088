"""What rooms above hang into a step: rules that may block it, and named actions of a diagram.

Both run inside the step's transaction, under the case's lock. They may write rows of their own; they never call out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pishkhan.plumbing.actor import Actor
from pishkhan.workflow.domain.errors import Block, Blocked
from pishkhan.workflow.engine.graph import Node
from pishkhan.workflow.models import Case, Task


@dataclass(frozen=True, slots=True)
class Step:
    """A task about to be completed, with its accepted answers."""

    actor: Actor
    case: Case
    task: Task
    node: Node
    outcome: str
    answers: Mapping[str, Any]


Rule = Callable[[Step], Sequence[Block]]
Action = Callable[[Actor, Case, Node], None]
Reopening = Callable[[Actor, Case], Sequence[Block]]
DeskAct = Callable[[Actor, Case], Sequence[Block]]

named_rules: dict[str, Rule] = {}
always: list[Rule] = []
desk_acts: list[DeskAct] = []
reopenings: list[Reopening] = []
cancellings: list[Reopening] = []
actions: dict[str, Action] = {}


def _no_form(institution_id: UUID, key: str) -> UUID | None:
    return None


newest_form: Callable[[UUID, str], UUID | None] = _no_form
"""(institution, form key) → the form version a new task begins with. Set by the room that knows forms."""


def _nobody(case: Case) -> UUID | None:
    return None


applicant_of: Callable[[Case], UUID | None] = _nobody
"""Whose request a case is about; None while that is not written yet. Set by the room that knows requests."""


def applicants_come_from(source: Callable[[Case], UUID | None]) -> None:
    """Register who knows whose request a case is about."""
    global applicant_of
    applicant_of = source


def forms_come_from(source: Callable[[UUID, str], UUID | None]) -> None:
    """Register where step forms come from."""
    global newest_form
    newest_form = source


def step_rule(name: str) -> Callable[[Rule], Rule]:
    """Register a rule that diagrams ask for in `pk:guards`."""

    def register(rule: Rule) -> Rule:
        named_rules[name] = rule
        return rule

    return register


def every_step(rule: Rule) -> Rule:
    """Register a rule that every step must pass."""
    always.append(rule)
    return rule


def every_desk_act(rule: DeskAct) -> DeskAct:
    """Register what must be true of whoever does anything with a task at a desk: claims, hands out, returns, waits,
    completes, takes up again."""
    desk_acts.append(rule)
    return rule


def every_reopening(rule: Reopening) -> Reopening:
    """Register what must be true before a finished station is taken up again."""
    reopenings.append(rule)
    return rule


def every_cancelling(rule: Reopening) -> Reopening:
    """Register what must be true before an open case is ended where it stands."""
    cancellings.append(rule)
    return rule


def named_action(name: str) -> Callable[[Action], Action]:
    """Register what a scriptTask with `pk:action` does."""

    def register(action: Action) -> Action:
        actions[name] = action
        return action

    return register


def ask_desk_acts(actor: Actor, case: Case) -> None:
    """`actor` as seated at the task. Raises Blocked."""
    if found := [block for rule in desk_acts for block in rule(actor, case)]:
        raise Blocked(found)


def blocks_of(step: Step) -> list[Block]:
    """Every reason against the step. Named rules of an unknown name block: better stuck than waved through."""
    found = [block for rule in always for block in rule(step)]
    for name in step.node.words("guards"):
        rule = named_rules.get(name)
        found += rule(step) if rule else [Block("rule_unknown", {"name": name})]
    return found
