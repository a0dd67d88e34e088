"""The closing letter of a request type: its words, and that each of its placeholders can be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pishkhan.clearance.pack.contents import PackForm, PackProcess, PackType
from pishkhan.clearance.pack.spot import Spot
from pishkhan.intake.logic import Field, FieldType
from pishkhan.workflow.engine.graph import NodeKind

ACTION = "issue_letter"
FACTS = frozenset({"full_name", "student_number", "field", "degree", "faculty", "number", "date"})
"""Placeholders of the record and of the request itself; the others are answers: `key` of the form, `step.key` of a
step's form."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LONGEST, MOST = 1200, 12
"""Characters of a paragraph, and paragraphs: a letter is one page."""


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in order."""
    return PLACEHOLDER.findall(text)


def check_letter(spot: Spot, kind: PackType, process: PackProcess | None, forms: Mapping[str, PackForm]) -> None:
    """Report a letter nobody issues, one that is missing, and placeholders that nothing can fill or that would print
    a sensitive answer."""
    _check_action(spot, process)
    letter = spot.below("letter") if spot.has("letter") else None
    if letter is None:
        return
    if kind.certificate:
        letter.refuse("letter_beside_certificate")
    letter.only("title", "addressee", "body")
    letter.words("title")
    texts: list[tuple[tuple[str | int, ...], str]] = [(("addressee",), letter.text("addressee"))]
    body = letter.need("body", list, [])
    if not 0 < len(body) <= MOST:
        letter.refuse("letter_length", "body", most=MOST)
    for index, paragraph in enumerate(body):
        if not isinstance(paragraph, str) or not 0 < len(paragraph.strip()) <= LONGEST:
            letter.refuse("letter_paragraph", "body", index, most=LONGEST)
        else:
            texts.append((("body", index), paragraph))
    for place, text in texts:
        if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
            letter.refuse("letter_braces", *place)
        for name in names_in(text):
            if code := _fault(name, kind, process, forms):
                letter.refuse(code, *place, value=name)


def _check_action(spot: Spot, process: PackProcess | None) -> None:
    for version in process.versions if process else ():
        issues = any(node.attrs.get("action") == ACTION for node in version.graph.of_kind(NodeKind.SCRIPT))
        if spot.has("letter") and not issues:
            spot.refuse("letter_never", "letter", file=version.file)
        if issues and not spot.has("letter"):
            spot.refuse("letter_missing", "process", file=version.file)


def _fault(name: str, kind: PackType, process: PackProcess | None, forms: Mapping[str, PackForm]) -> str:
    if name in FACTS:
        return ""
    found = list(_asked(name, kind, process, forms))
    if not found or None in found:
        return "letter_unknown"
    fields = [field for field in found if field is not None]
    if any(field.sensitive for field in fields):
        return "letter_sensitive"
    return "letter_file" if any(field.type is FieldType.FILEPICKER for field in fields) else ""


def _asked(
    name: str, kind: PackType, process: PackProcess | None, forms: Mapping[str, PackForm]
) -> Iterator[Field | None]:
    """The field a placeholder names, of every version of the process; None where there is none."""
    step, dot, key = name.partition(".")
    if not dot:
        yield _field(forms.get(kind.form), name)
        return
    for version in process.versions if process else ():
        node: Any = version.graph.nodes.get(step)
        yield _field(forms.get(node.attrs.get("form", "")), key) if node and node.kind is NodeKind.USER else None


def _field(form: PackForm | None, key: str) -> Field | None:
    return form.form.field(key) if form else None
