"""National and postal codes, stored as 0-9 digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, as_text, last, localised, translated
from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel import national_id, postal_code
from pishkhan.kernel.errors import Invalid


def _national_id(_field: Field, values: Sequence[str], _answers: Answers) -> str:
    try:
        return national_id.parse(last(values))
    except Invalid as error:
        raise translated({"": "national_id"}, error) from None


def _postal_code(_field: Field, values: Sequence[str], _answers: Answers) -> str:
    try:
        return postal_code.parse(last(values))
    except Invalid as error:
        raise translated({"": "postal_code"}, error) from None


def _show(_field: Field, answer: Any, lang: str) -> str:
    return localised(str(answer), lang)


NATIONAL_ID = Family(_national_id, _show, as_text, "required_text", ltr=True)
POSTAL_CODE = Family(_postal_code, _show, as_text, "required_text", ltr=True)
