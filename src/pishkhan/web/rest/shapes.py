"""What several nouns of the API have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from ninja import Field, Schema

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.intake.phrases import say
from pishkhan.kernel.errors import DomainError
from pishkhan.web.phrases import sentence
from pishkhan.web.student.filling import UNSTORABLE
from pishkhan.web.typed import listed


class Wrong(Schema):
    """One fault; `field` is empty where no field is to blame."""

    field: str
    code: str
    message: str


class Refusal(Schema):
    """A code for programs, a sentence for people. `faults` name fields of what was sent; `rev` is the revision to read
    again, `number` the request that is open already, where these were the reason."""

    code: str
    message: str
    places: list[str] = []
    faults: list[Wrong] = []
    rev: int | None = None
    number: str = ""


WRONG: dict[int, Any] = {400: Refusal, 401: Refusal, 403: Refusal, 422: Refusal, 429: Refusal}
READS: dict[int, Any] = {**WRONG, 404: Refusal}
WRITES: dict[int, Any] = {**READS, 409: Refusal, 413: Refusal}

Text = Annotated[str, Field(max_length=10_000)]
Reason = Annotated[str, Field(max_length=4_000)]
Short = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Field(min_length=1, max_length=60)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Value = Text | bool | int | Annotated[list[Text], Field(max_length=200)] | None
Answers = Annotated[dict[Key, Value], Field(max_length=500)]
"""Answers by the key of their field: a text, a number, true for a tick, several texts for several choices, null for no
answer. Numbers may have Persian digits, dates are Jalali."""


class Words(Schema):
    """A text in the languages of the product; where one is missing the other is there."""

    fa: str
    en: str


class Message(Schema):
    body: Reason


class Why(Schema):
    reason: Reason


class Done(Schema):
    """It was done."""

    ok: bool = True


class Rev(Schema):
    """It was kept; the revision to send with the next write."""

    rev: int


def words(text: Mapping[str, str] | logic.Words | str | None) -> dict[str, str]:
    if isinstance(text, logic.Words):
        text = {"fa": text.fa, "en": text.en}
    if text is None or isinstance(text, str):
        return {"fa": text or "", "en": text or ""}
    fa, en = text.get("fa", ""), text.get("en", "")
    return {"fa": fa or en, "en": en or fa}


class Rejected(DomainError):
    """What was sent has faults; `faults` as `Wrong`."""

    def __init__(self, code: str, faults: Sequence[Mapping[str, str]]) -> None:
        super().__init__(code)
        self.faults = list(faults)


def of_form(form: logic.Form, errors: Sequence[logic.FieldError]) -> list[dict[str, str]]:
    """Faults of answers, by field."""
    return [{"field": each.key, "code": each.code, "message": say(each, form)} for each in errors]


def not_accepted(form: logic.Form, error: intake.NotAccepted) -> Rejected:
    return Rejected("form_errors", of_form(form, error.errors))


def typed(form: logic.Form, answers: Mapping[str, Value], *, only: frozenset[str] | None = None) -> dict[str, Any]:
    """Answers as a form would post them. Raises Rejected for names the form does not ask for now."""
    open_ones = {
        field.key for field in form.fields
        if field.asks and not field.locked and field.type is not logic.FieldType.FILEPICKER
        and (only is None or field.key in only)
    }  # fmt: skip
    strange = sorted(set(answers) - open_ones)
    if strange:
        said = sentence(DomainError("field_unknown", names=listed(strange[:5])))
        faults = [{"field": name, "code": "field_unknown", "message": said} for name in strange[:20]]
        raise Rejected("form_errors", faults)
    return {key: _raw(value) for key, value in answers.items()}


def _raw(value: Value) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list):
        return [str(each).translate(UNSTORABLE) for each in value]
    return [str(value).translate(UNSTORABLE)]

