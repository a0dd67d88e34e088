"""How a pack is refused: every fault with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class PackProblem:
    """One fault. `file` is relative to the pack, `line` counts from 1. `pack.phrases` makes the sentence."""

    file: str
    line: int
    code: str
    params: Mapping[str, str] = field(default_factory=dict, compare=False)


class PackRefused(Exception):
    """Raised for a pack that must not be loaded; carries every fault, by file and line."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("; ".join(f"{p.file}:{p.line}: {p.code} {dict(p.params)}" for p in self.problems))
