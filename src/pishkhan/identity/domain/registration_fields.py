"""What somebody types who registers: read, folded, and every fault at once in the order of the form (E16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from pishkhan.identity.domain import passwords
from pishkhan.kernel import foreigner_code, jalali, national_id, phone
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.text import clean_display

LONGEST_NAME = 75
LONGEST_EMAIL = 254


@dataclass(slots=True)
class Typed:
    """Answers as they are stored, by field; `faults`: field → code of what is wrong, in the order of the form.
    The password stands apart: it is hashed, never stored."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    password: str = ""
    broken: Sequence[str] = ()


def read(
    *, institution_id: UUID, fields: Sequence[Mapping[str, Any]], raw: Mapping[str, str], either: Sequence[str] = ()
) -> Typed:
    """Read the fields of a profile; one of `either` is enough. A fault is `<field>_missing` or `<field>_wrong`;
    `password_rules`, `password_again_wrong`."""
    typed = Typed()
    for asked in fields:
        key, text = str(asked["key"]), str(raw.get(asked["key"], ""))
        if key == "password":
            _password(institution_id, typed, text, raw)
        elif key == "password_again":
            if typed.password and text != typed.password:
                typed.faults[key] = "password_again_wrong"
        elif not text.strip():
            if asked.get("star", True):
                # The source says the same of an empty national code as of a wrong one.
                typed.faults[key] = f"{key}_wrong" if key == "national_id" else f"{key}_missing"
        else:
            try:
                typed.values[key] = READ[key](text)
            except DomainError:
                typed.faults[key] = f"{key}_wrong"
    if either and not any(str(raw.get(key, "")).strip() for key in either):
        typed.faults[either[0]] = f"{either[0]}_missing"
    return typed


def read_field(key: str, text: str) -> str:
    """One field as it is stored. Raises DomainError."""
    return READ[key](text)


def _password(institution_id: UUID, typed: Typed, text: str, raw: Mapping[str, str]) -> None:
    typed.password = text
    if not text:
        typed.faults["password"] = "password_missing"  # noqa: S105 - the name of the fault
        return
    said = {name: str(value) for name, value in raw.items() if not name.startswith("password")}
    known = passwords.context(institution_id, [*said.values(), said.get("email", "").partition("@")[0]])
    typed.broken = passwords.broken(text, passwords.policy_of(institution_id), known)
    if typed.broken:
        typed.faults["password"] = "password_rules"  # noqa: S105


def _name(text: str) -> str:
    name = clean_display(text)
    if len(name) > LONGEST_NAME * 2 or not any(letter.isalpha() for letter in name):
        raise Invalid("name.format")
    return name


def _national_id(text: str) -> str:
    """Ten digits and valid (E8)."""
    return national_id.parse(text)


def _email(text: str) -> str:
    found = bare_email(text)
    try:
        validate_email(found)
    except ValidationError:
        raise Invalid("email.format") from None
    if len(found) > LONGEST_EMAIL:
        raise Invalid("email.format")
    return found


def bare_email(text: str) -> str:
    """An address as it is stored."""
    return clean_display(text).replace(" ", "").casefold()


def _birth_date(text: str) -> str:
    day = _gregorian(text) or jalali.parse_date(text)
    if not 5 <= jalali.year(timezone.localdate()) - jalali.year(day) <= 110:
        raise Invalid("date.range")
    return jalali.show(day)


def _gregorian(text: str) -> date | None:
    """A date of the Gregorian calendar, which the foreigners' page takes as well: its years tell it apart."""
    found = re.fullmatch(r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", to_latin(text).strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        raise Invalid("date.no_such_day") from None


def _passport(text: str) -> str:
    return foreigner_code.parse_passport(text).casefold()


def _word(text: str) -> str:
    found = text.strip()
    if len(found) > 60:
        raise Invalid("word.format")
    return found


READ: Mapping[str, Callable[[str], str]] = {
    "nationality": _word, "first_name": _name, "last_name": _name, "full_name": _name, "national_id": _national_id,
    "passport": _passport, "fida": foreigner_code.parse, "birth_date": _birth_date, "mobile": phone.parse_mobile,
    "email": _email,
}  # fmt: skip
