"""How a form or an answer is refused: codes and places, never sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Where in the schema, as the keys and indexes that lead there."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One reason why a schema is not a form of ours."""

    code: str
    path: Path
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """The path as people read it: components[0].properties.show"""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return text.lstrip(".")


class FormRefused(Exception):
    """Raised for a schema that cannot be a form; carries every reason found."""

    def __init__(self, problems: Iterable[FormProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.pointer}: {p.code}" for p in self.problems))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One answer that cannot be accepted. `params` never hold the answer itself: it may be personal."""

    key: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
