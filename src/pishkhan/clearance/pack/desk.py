"""catalogue.json: groups and request types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pishkhan.clearance.pack.asking import Options
from pishkhan.clearance.pack.contents import PackForm, PackGroup, PackProcess, PackType, Unit
from pishkhan.clearance.pack.letter import check_letter
from pishkhan.clearance.pack.places import check_paragraphs
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.clearance.pack.who import WHEN, WHO, check_who, read_times
from pishkhan.workflow.engine.graph import NodeKind

RULES = (*WHO, "documents", "guides", "next", "purpose", "faq", "reopen_days", "letter")
_TYPE = ("key", "name", "summary", "form", "process", "process_version", "certificate", "open_slot", *WHEN, *RULES)
CERTIFICATE = "issue_certificate"
MOST_DAYS = 365
"""A closed request is not taken up again after a year."""


@dataclass(frozen=True, slots=True)
class Around:
    """What request types may name."""

    units: tuple[Unit, ...]
    forms: Mapping[str, PackForm]
    processes: Mapping[str, PackProcess]
    options: Options


def read_groups(top: Spot, around: Around) -> tuple[PackGroup, ...]:
    """The two levels of the service desk (B5)."""
    top.only("processes", "groups")
    groups: dict[str, PackGroup] = {}
    types: set[str] = set()
    for spot in top.each("groups"):
        spot.only("key", "name", "summary", "types")
        key = spot.text("key", SLUG)
        if key in groups:
            spot.refuse("key_twice", "key", key=key)
        found = []
        for each in spot.each("types"):
            kind = _type(each, key, around)
            if kind.key in types:
                each.refuse("key_twice", "key", key=kind.key)
            types.add(kind.key)
            found.append(kind)
        groups[key] = PackGroup(key, spot.words("name"), spot.words("summary"), tuple(found))
    return tuple(groups.values())


def _type(spot: Spot, group: str, around: Around) -> PackType:
    spot.only(*_TYPE)
    opens, closes = read_times(spot)
    kind = PackType(
        key=spot.text("key", SLUG),
        group=group,
        name=spot.words("name"),
        summary=spot.words("summary"),
        form=spot.known("form", around.forms, "form_absent"),
        process=spot.known("process", around.processes, "process_absent"),
        version=spot.get("process_version", int, None),
        certificate=spot.get("certificate", bool, False),
        open_slot=spot.get("open_slot", str, ""),
        opens_at=opens,
        closes_at=closes,
        rules={name: spot.value[name] for name in RULES if spot.has(name)},
    )
    if not 0 <= spot.get("reopen_days", int, 0) <= MOST_DAYS:
        spot.refuse("value_unknown", "reopen_days", name="reopen_days", value=kind.rules["reopen_days"])
    process = around.processes.get(kind.process)
    _check_process(spot, kind, process)
    check_letter(spot, kind, process, around.forms)
    check_who(spot, around.options, [unit.key for unit in around.units])
    _check_texts(spot)
    return kind


def _check_process(spot: Spot, kind: PackType, process: PackProcess | None) -> None:
    if process is None or not process.versions:
        return
    if kind.version is not None and kind.version not in {version.number for version in process.versions}:
        spot.refuse("version_absent", "process_version", value=kind.version)
    for version in process.versions:
        actions = {node.attrs.get("action") for node in version.graph.of_kind(NodeKind.SCRIPT)}
        if kind.certificate and CERTIFICATE not in actions:
            spot.refuse("certificate_never", "certificate", file=version.file)


def _check_texts(spot: Spot) -> None:
    spot.words("purpose")
    spot.words("next")
    _check_keys(spot, "documents")
    _check_keys(spot, "guides")
    for document in spot.each("documents"):
        document.only("key", "label", "required")
        document.words("label")
        document.get("required", bool, False)
    for guide in spot.each("guides"):
        guide.only("key", "title", "body")
        guide.words("title")
        check_paragraphs(guide, "body")
    for question in spot.each("faq", needed=False):
        question.only("question", "answer")
        question.words("question")
        question.words("answer")


def _check_keys(spot: Spot, name: str) -> None:
    seen: set[str] = set()
    for each in spot.each(name):
        key = each.text("key", SLUG)
        if key in seen:
            each.refuse("key_twice", "key", key=key)
        seen.add(key)
