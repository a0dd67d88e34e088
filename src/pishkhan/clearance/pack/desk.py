"""catalogue.json: groups and request types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pishkhan.clearance.pack.asking import Options, values_of
from pishkhan.clearance.pack.contents import PackForm, PackGroup, PackProcess, PackType
from pishkhan.clearance.pack.places import check_paragraphs
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.workflow.engine.graph import NodeKind

AUDIENCES = ("student", "staff")
RULES = ("audience", "statuses", "faculties", "documents", "guides", "next", "purpose", "faq")
_TYPE = ("key", "name", "summary", "form", "process", "process_version", "certificate", "open_slot", *RULES)
CERTIFICATE = "issue_certificate"


def read_groups(
    top: Spot, forms: Mapping[str, PackForm], processes: Mapping[str, PackProcess], options: Options
) -> tuple[PackGroup, ...]:
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
            kind = _type(each, key, forms, processes, options)
            if kind.key in types:
                each.refuse("key_twice", "key", key=kind.key)
            types.add(kind.key)
            found.append(kind)
        groups[key] = PackGroup(key, spot.words("name"), spot.words("summary"), tuple(found))
    return tuple(groups.values())


def _type(
    spot: Spot,
    group: str,
    forms: Mapping[str, PackForm],
    processes: Mapping[str, PackProcess],
    options: Options,
) -> PackType:
    spot.only(*_TYPE)
    kind = PackType(
        key=spot.text("key", SLUG),
        group=group,
        name=spot.words("name"),
        summary=spot.words("summary"),
        form=spot.known("form", forms, "form_absent"),
        process=spot.known("process", processes, "process_absent"),
        version=spot.get("process_version", int, None),
        certificate=spot.get("certificate", bool, False),
        open_slot=spot.get("open_slot", str, ""),
        rules={name: spot.value[name] for name in RULES if spot.has(name)},
    )
    _check_process(spot, kind, processes.get(kind.process))
    _check_who(spot, options)
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


def _check_who(spot: Spot, options: Options) -> None:
    _check_list(spot, "audience", AUDIENCES)
    _check_list(spot, "statuses", values_of(options, "statuses"))
    if spot.has("faculties"):
        _check_list(spot, "faculties", values_of(options, "faculties"))


def _check_list(spot: Spot, name: str, values: Any) -> None:
    for index, value in enumerate(spot.need(name, list, [])):
        if value not in values:
            spot.refuse("value_unknown", name, index, name=name, value=value)


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
