"""processes/*.bpmn and decisions/*.dmn, and what the catalogue says about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pishkhan.clearance.pack import elements
from pishkhan.clearance.pack.contents import PackForm, PackProcess, ProcessVersion, Unit
from pishkhan.clearance.pack.folder import Folder
from pishkhan.clearance.pack.spot import SLUG, Spot
from pishkhan.workflow.engine import bpmn, check, dmn
from pishkhan.workflow.engine.decision import Decision
from pishkhan.workflow.engine.graph import Graph, Node, NodeKind
from pishkhan.workflow.engine.refused import Problem, Refused

STARTS_WITH = frozenset({"admission_type", "degree", "status", "reason"})
"""Names in the data of a fresh case: three of the enrolment, and the answer `reason` where the form asks it."""
GUARDED: Mapping[str, tuple[str, ...]] = {
    "card_received": ("card_received", "card_lost"),
    "letter_number": ("letter_number", "letter_date"),
    "instalments": ("instalments", "instalment_start", "instalment_end"),
}
"""Guard → the fields of the step's form that it reads."""


@dataclass(frozen=True, slots=True)
class Known:
    """What processes may name."""

    units: tuple[Unit, ...]
    forms: Mapping[str, PackForm]
    decisions: Mapping[str, Decision]
    files: Mapping[str, str]
    """Decision id → the file it stands in."""


def read_decisions(folder: Folder) -> tuple[dict[str, Decision], dict[str, str]]:
    """Decisions by id, and their files."""
    found: dict[str, Decision] = {}
    files: dict[str, str] = {}
    for file in folder.inside("decisions"):
        xml = folder.bytes(file)
        try:
            tables = dmn.parse(xml)
        except Refused as refused:
            _tell(folder, file, xml, refused.problems)
            continue
        for key, table in tables.items():
            if key in found:
                folder.report(file, elements.lines(xml).get(key, 1), "key_twice", key=key)
            found[key], files[key] = table, file
    return found, files


def read_processes(folder: Folder, catalogue: Spot, known: Known) -> dict[str, PackProcess]:
    """The processes that the catalogue lists; a drawing it does not list is reported."""
    found: dict[str, PackProcess] = {}
    used: set[str] = set()
    for spot in catalogue.each("processes"):
        spot.only("key", "versions", "start", "sees")
        key = spot.text("key", SLUG)
        if key in found:
            spot.refuse("key_twice", "key", key=key)
        files = spot.need("versions", list, [])
        if not files:
            spot.refuse("list_empty", name="versions")
        versions = []
        for index, file in enumerate(files):
            if file not in folder.inside("processes"):
                spot.refuse("file_absent", "versions", index, value=file)
                continue
            used.add(file)
            if version := _version(folder, file, key, index + 1, known):
                versions.append(version)
        _start(spot)
        found[key] = PackProcess(key, tuple(versions), spot.get("start", dict, {}), _sees(spot, versions))
    for file in folder.inside("processes"):
        if file not in used:
            folder.report(file, 1, "process_unlisted")
    return found


def _version(folder: Folder, file: str, key: str, number: int, known: Known) -> ProcessVersion | None:
    xml = folder.bytes(file)
    try:
        graph = bpmn.parse(xml)
    except Refused as refused:
        _tell(folder, file, xml, refused.problems)
        return None
    offices = {unit.key for unit in known.units}
    problems = check.check(graph, offices, set(known.forms), known.decisions, STARTS_WITH)
    _tell(folder, file, xml, problems)
    lines = elements.lines(xml)
    if graph.root != key:
        folder.report(file, lines.get(graph.root, 1), "process_name", key=key, found=graph.root)
    for node in graph.nodes.values():
        for code, params in _misfits(node, known):
            folder.report(file, lines.get(node.id, 1), code, element=node.name or node.id, **params)
    decisions = {name: known.decisions[name] for name in _named(graph) if name in known.decisions}
    files = sorted({known.files[name] for name in decisions})
    return ProcessVersion(number, file, xml, graph, decisions, tuple(folder.bytes(each) for each in files))


def _named(graph: Graph) -> list[str]:
    return [node.attrs.get("decision", "") for node in graph.of_kind(NodeKind.RULE)]


def _misfits(node: Node, known: Known) -> Iterator[tuple[str, dict[str, str]]]:
    kinds = {unit.kind for unit in known.units}
    for office in node.words("office"):
        kind = office.removeprefix("@faculty/")
        if kind != office and kind not in kinds:
            yield "unit_kind_unknown", {"value": kind}
    form = known.forms.get(node.attrs.get("form", ""))
    if form is None:
        return
    for key in node.words("sets"):
        if form.form.field(key) is None:
            yield "sets_unknown", {"value": key, "form": form.key}
    for guard in node.words("guards"):
        for key in GUARDED.get(guard, ()):
            if form.form.field(key) is None:
                yield "guard_field_missing", {"guard": guard, "value": key, "form": form.key}


def _start(spot: Spot) -> None:
    if spot.has("start") and (start := spot.below("start")) is not None:
        start.only("number", "name", "user")
        start.need("number", int, 1)
        start.words("name")
        start.words("user")


def _sees(spot: Spot, versions: list[ProcessVersion]) -> dict[str, tuple[str, ...]]:
    found = {}
    for step, others in spot.get("sees", dict, {}).items():
        steps = [step, *others] if isinstance(others, list) else [step]
        for version in versions:
            for each in steps:
                if not isinstance(each, str) or each not in version.graph.nodes:
                    spot.refuse("step_unknown", "sees", step, value=each, file=version.file)
        found[step] = tuple(steps[1:])
    return found


def _tell(folder: Folder, file: str, xml: bytes, problems: tuple[Problem, ...] | list[Problem]) -> None:
    lines = elements.lines(xml) if problems else {}
    for problem in problems:
        line = lines.get(problem.element_id) or elements.line_in(problem.params.get("detail", ""))
        params = {**problem.params, "element_id": problem.element_id, "element": problem.element_name}
        folder.report(file, line, f"process.{problem.code}", **params)
