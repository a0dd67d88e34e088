"""The part of BPMN we play, as tables: element names, what may stand inside them, and our own attributes."""

from __future__ import annotations

from collections.abc import Mapping

from pishkhan.workflow.engine.graph import NodeKind

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PK = "urn:pishkhan:bpmn:1"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

# Drawn but never played: comments, lanes, grouping.
IGNORED = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "sequenceFlow",
    }
)
COMMON_PARTS = frozenset({"incoming", "outgoing", "documentation", "extensionElements"})
MORE_PARTS: Mapping[NodeKind, frozenset[str]] = {
    NodeKind.BOUNDARY: frozenset({"timerEventDefinition", "messageEventDefinition"}),
    NodeKind.CALL: frozenset({"multiInstanceLoopCharacteristics"}),
}
# A modeller's own notes are harmless; listeners, connectors and mappings would be code or lost meaning.
HARMLESS_EXTENSIONS = frozenset({"properties", "property"})

ATTRIBUTES: Mapping[NodeKind, frozenset[str]] = {
    NodeKind.START: frozenset({"form"}),
    NodeKind.END: frozenset(),
    NodeKind.USER: frozenset(
        [
            "number",
            "office",
            "role",
            "user",
            "userEn",
            "form",
            "actions",
            "guards",
            "sets",
            "deadline",
            "approvers",
            "private",
            "kind",
            "neutral",
        ]
    ),
    NodeKind.EXCLUSIVE: frozenset(),
    NodeKind.PARALLEL: frozenset(),
    NodeKind.RULE: frozenset({"decision", "result"}),
    NodeKind.SCRIPT: frozenset({"action", "form"}),
    NodeKind.CALL: frozenset({"collection", "sequential", "item"}),
    NodeKind.BOUNDARY: frozenset({"working"}),
}
BOOLEAN = frozenset({"true", "false"})
ONE_OF: Mapping[str, frozenset[str]] = {
    "role": frozenset({"expert", "lead", "deputy"}),
    "approvers": frozenset({"any", "all"}),
    "kind": frozenset({"station", "inform", "handover"}),
    "private": BOOLEAN,
    "neutral": BOOLEAN,
    "sequential": BOOLEAN,
    "working": BOOLEAN,
}
SOME_OF: Mapping[str, frozenset[str]] = {
    "actions": frozenset({"hold", "return", "visit", "na"}),
    "guards": frozenset({"card_received", "letter_number", "instalments"}),
}
WHOLE_NUMBERS = frozenset({"number", "deadline"})
REQUIRED: Mapping[NodeKind, str] = {NodeKind.RULE: "decision", NodeKind.SCRIPT: "action"}
# camunda attribute → ours, read when ours is absent.
IMPORTED: Mapping[NodeKind, Mapping[str, str]] = {
    NodeKind.USER: {"candidateGroups": "office", "formKey": "form"},
    NodeKind.START: {"formKey": "form"},
    NodeKind.RULE: {"decisionRef": "decision", "resultVariable": "result"},
}


def misfits(kind: NodeKind, attrs: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(code, attribute, value) for each of our attributes that is unknown here or has a value it cannot
    have."""
    known = ATTRIBUTES[kind] | {"nameEn"}
    found = [("attribute_unknown", key, value) for key, value in attrs.items() if key not in known]
    for key, value in attrs.items():
        if key in known and not _fits(key, value):
            found.append(("attribute_value", key, value))
    required = REQUIRED.get(kind, "")
    if required and not attrs.get(required):
        found.append(("attribute_missing", required, ""))
    return found


def _fits(key: str, value: str) -> bool:
    if key in ONE_OF:
        return value in ONE_OF[key]
    if key in SOME_OF:
        return set(value.split()) <= SOME_OF[key]
    if key in WHOLE_NUMBERS:
        return value.isascii() and value.isdigit() and len(value) <= 6
    return True
