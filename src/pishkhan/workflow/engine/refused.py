"""How the engine says no: a code, the element it concerns, and what a sentence needs. Never a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for a refusal. `workflow.phrases` turns the code into Persian or English."""

    code: str
    element_id: str = ""
    element_name: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def at(self, element_id: str, element_name: str) -> Problem:
        """The same problem, laid at the door of an element unless it already names one."""
        if self.element_id:
            return self
        return replace(self, element_id=element_id, element_name=element_name)


class Refused(Exception):
    """Raised when a diagram, an expression, a table or a move cannot be accepted; carries every reason
    found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} {p.element_id} {dict(p.params)}" for p in self.problems))


def refuse(code: str, element_id: str = "", element_name: str = "", **params: str) -> Refused:
    """A refusal with a single reason, ready to raise."""
    return Refused((Problem(code, element_id, element_name, params),))
