"""A pack once read: everything in it is known to fit together. Loading it is a matter of copying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pishkhan.intake.logic import Form
from pishkhan.workflow.engine.decision import Decision
from pishkhan.workflow.engine.graph import Graph

Words = Mapping[str, str]
"""A text by language: {"fa": …, "en": …}."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the tree; parents come before their children. `private` offices keep their notes (B22)."""

    key: str
    kind: str
    name: Words
    parent: str | None
    phone: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class PackForm:
    """A form as stored and as read."""

    key: str
    schema: Mapping[str, Any]
    form: Form


@dataclass(frozen=True, slots=True)
class ProcessVersion:
    """One published drawing. `decisions` are those its rule tasks name, `dmn` the files they stand in."""

    number: int
    file: str
    xml: bytes
    graph: Graph
    decisions: Mapping[str, Decision]
    dmn: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PackProcess:
    """A process and its versions, oldest first.

    `start` describes the step the student does by filing (C3), empty when the process does not count it.
    `sees`: step → steps whose forms it may read (C11).
    """

    key: str
    versions: tuple[ProcessVersion, ...]
    start: Mapping[str, Any] = field(default_factory=dict)
    sees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackType:
    """A request type. `version` pins a version of its process, None means the newest.

    `open_slot` names what an enrolment may have open only once (C3); types may share it. `rules` is the rest
    as the pack has it: who may use it, documents, guides, next, purpose, faq, letter.
    """

    key: str
    group: str
    name: Words
    summary: Words
    form: str
    process: str
    version: int | None
    certificate: bool
    open_slot: str
    opens_at: datetime | None
    closes_at: datetime | None
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PackGroup:
    """A group of the service desk with its types, both in the order of the file (B5)."""

    key: str
    name: Words
    summary: Words
    types: tuple[PackType, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Demo people as the file has them; `password` opens every one of their accounts."""

    password: str
    staff: tuple[Mapping[str, Any], ...]
    students: tuple[Mapping[str, Any], ...]

    @property
    def student_numbers(self) -> set[str]:
        """Of a file with faults what can be read."""
        lists = [one.get("enrolments") for one in self.students]
        rows = [row for rows in lists if isinstance(rows, list) for row in rows if isinstance(row, Mapping)]
        return {number for row in rows if isinstance(number := row.get("student_number"), str)}


@dataclass(frozen=True, slots=True)
class PackProfile:
    """A way to register by oneself. `definition` is its part of registration.json with every optional part filled
    in, and the `choices` of a nationality, [value, words] each, instead of the name of their list."""

    key: str
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack. `about` is pack.json, `texts` texts.json, `options` the lists of options.json by name,
    `payments` payments.json with every optional part filled in."""

    folder: Path
    key: str
    about: Mapping[str, Any]
    units: tuple[Unit, ...]
    options: Mapping[str, list[Mapping[str, Any]]]
    forms: Mapping[str, PackForm]
    decisions: Mapping[str, Decision]
    processes: Mapping[str, PackProcess]
    groups: tuple[PackGroup, ...]
    texts: Mapping[str, Any]
    people: People | None
    registration: tuple[PackProfile, ...] = ()
    payments: Mapping[str, Any] | None = None

    def names_of(self, list_name: str) -> Mapping[str, Words]:
        """value → words of an option list, for titles such as «پرستاری»."""
        return {
            option["value"]: {"fa": option["label"], "en": option["properties"]["label.en"]}
            for option in self.options[list_name]
        }
