"""What a form is once read: groups of fields, in the order they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Rule = Mapping[str, Any]
Answers = Mapping[str, Any]

OTHER = "other"
"""The option that asks for words of the person's own."""
OTHER_SUFFIX = "__other"
"""Those words stand in the answers under the field's key with this ending."""


class FieldType(StrEnum):
    """The kinds of components, named as in the schema. Static text and groups ask nothing."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    RIALS = "rials"
    SELECT = "select"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    CHECKLIST = "checklist"
    JALALI_DATE = "jalali_date"
    MOBILE = "mobile"
    LANDLINE = "landline"
    NATIONAL_ID = "national_id"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    FILEPICKER = "filepicker"
    TEXT = "text"


CHOICES = frozenset({FieldType.SELECT, FieldType.RADIO, FieldType.CHECKLIST})


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages of the product."""

    fa: str = ""
    en: str = ""

    def in_(self, lang: str) -> str:
        """The text for a language code, or the other language's where there is none."""
        first, second = (self.fa, self.en) if lang.startswith("fa") else (self.en, self.fa)
        return first or second


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list. `when` narrows it: other field's key → values for which it is offered."""

    value: str
    label: Words
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fits(self, answers: Answers, filters: tuple[str, ...]) -> bool:
        """Whether it is offered beside these answers; a filter not answered yet narrows nothing."""
        for key in filters:
            given, allowed = answers.get(key), self.when.get(key)
            if allowed is not None and given and given not in allowed:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one answer, None where there is none: lengths in characters, `low` and `high` of values."""

    low: float | None = None
    high: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One component. `record` names what it is prefilled from; `locked` takes the answer only from there.

    `frozen` answers cannot change once filed (C3). `sensitive` answers are stored sealed. `filters` are
    keys of fields that narrow the options. `not_before` is the key of a date that may not be later than this.
    `when_paid` is the answer that holds once what was owed at this step is paid. `told`, in the form of a step: the
    applicant reads the office's answer beside the station once it is done.
    """

    key: str
    type: FieldType
    label: Words
    help: Words = field(default_factory=Words)
    number: str = ""
    required: bool = False
    record: str = ""
    locked: bool = False
    frozen: bool = False
    sensitive: bool = False
    searchable: bool = False
    other: bool = False
    latin: bool = False
    decimals: bool = False
    wide: bool = False
    told: bool = False
    not_future: bool = False
    not_before: str = ""
    when_paid: str = ""
    options: tuple[Option, ...] = ()
    filters: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    show: Rule | None = None
    require: Rule | None = None
    text: Words = field(default_factory=Words)

    @property
    def asks(self) -> bool:
        """False for static text."""
        return self.type is not FieldType.TEXT

    def option(self, value: object) -> Option | None:
        """The option with this value."""
        return next((option for option in self.options if option.value == value), None)

    def offered(self, answers: Answers) -> tuple[Option, ...]:
        """The options beside these answers."""
        return tuple(option for option in self.options if option.fits(answers, self.filters))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; the heading is empty for fields that stand outside any group."""

    key: str
    label: Words
    fields: tuple[Field, ...]
    show: Rule | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A readable form. `order` has every asking field after the fields its rules look at."""

    key: str
    name: Words
    groups: tuple[Group, ...]
    order: tuple[str, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All components in the order they are asked, static text included."""
        return tuple(field for group in self.groups for field in group.fields)

    def field(self, key: str) -> Field | None:
        """The asking field with this key."""
        return next((field for field in self.fields if field.key == key and field.asks), None)
