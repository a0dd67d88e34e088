"""What stands on each sheet. Every value is already in the words and digits to be printed."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far the certificate holds on the day it is printed; the check page says it for later days."""

    VALID = "valid"
    CONDITIONAL = "conditional"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues. `mark` is the emblem as SVG; empty prints the house mark."""

    university: str
    directorate: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of the request form. `number` is the printed number of the question (B7), or empty."""

    label: str
    value: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One office's row: who cleared, when, with what result. `details` is what its step form holds."""

    name: str
    by: str
    at: str
    result: str
    conditional: bool = False
    details: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateData:
    """The clearance certificate.

    `holder` is the name in the running head of later pages. `code` is printed as given, so already grouped;
    `check_url` goes into the QR code; `check_place` is the address people read («example.ac.ir/check»), or
    empty. `state_words` is the chip's text, unused while the state is valid. Empty letter fields and an empty
    `note` are left out.
    """

    letterhead: Letterhead
    number: str
    issued_on: str
    case_number: str
    holder: str
    person: tuple[Fact, ...]
    stations: tuple[Station, ...]
    signer: str
    signed_at: str
    code: str
    check_url: str
    check_place: str = ""
    letter_number: str = ""
    letter_date: str = ""
    conditions: tuple[str, ...] = ()
    state: State = State.VALID
    state_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormData:
    """The filled clearance form that goes back to the faculty (B27)."""

    letterhead: Letterhead
    case_number: str
    filed_on: str
    printed_on: str
    holder: str
    person: tuple[Fact, ...]
    answers: tuple[Answer, ...]
    stations: tuple[Station, ...]
    letter_number: str = ""
    letter_date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterData:
    """The closing letter of a service. `body` are its paragraphs with every placeholder filled in; the rest as in
    CertificateData."""

    letterhead: Letterhead
    number: str
    issued_on: str
    case_number: str
    title: str
    addressee: str
    body: tuple[str, ...]
    holder: str
    signer: str
    signed_at: str
    code: str
    check_url: str
    check_place: str = ""
    note: str = ""
