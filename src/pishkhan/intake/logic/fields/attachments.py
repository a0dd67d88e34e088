"""Files. The answer is whatever reference the caller keeps: an id, or a mapping with a `name`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family
from pishkhan.intake.logic.form import Answers, Field


def _read(_field: Field, values: Sequence[Any], _answers: Answers) -> Any:
    return values[-1]


def _show(_field: Field, answer: Any, _lang: str) -> str:
    return str(answer.get("name", "")) if isinstance(answer, Mapping) else str(answer)


def _typed(_field: Field, _answer: Any) -> list[str]:
    return []


FILEPICKER = Family(_read, _show, _typed, "required_file", empty=None)
