"""Publishing processes and having them at hand, compiled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.remembering import remembered
from pishkhan.workflow.domain import registry
from pishkhan.workflow.engine import bpmn, check, dmn
from pishkhan.workflow.engine.decision import Decision
from pishkhan.workflow.engine.drawing import Stop, stops_of
from pishkhan.workflow.engine.graph import Graph, NodeKind
from pishkhan.workflow.engine.refused import Problem, Refused
from pishkhan.workflow.models import Process, ProcessVersion


@dataclass(frozen=True, slots=True)
class Compiled:
    """A version as the engine wants it."""

    graph: Graph
    decisions: Mapping[str, Decision]
    number: int


def decisions_of(tables: Sequence[str]) -> dict[str, Decision]:
    """All decisions of several DMN texts. Raises Refused."""
    return {name: decision for text in tables for name, decision in dmn.parse(text.encode()).items()}


@lru_cache(maxsize=128)
def compiled(version_id: UUID) -> Compiled:
    """A version never changes, so each process compiles it once."""
    version = ProcessVersion.objects.get(id=version_id)
    return Compiled(Graph.from_json(version.graph), decisions_of(version.dmn), version.number)


def graph_of(version: ProcessVersion) -> Graph:
    """What a version's diagram says."""
    return compiled(version.id).graph


def read_steps(bpmn_text: bytes) -> list[Stop] | None:
    """A diagram's steps where one simply follows the other, None where it says more. Raises Refused."""
    return stops_of(bpmn.parse(bpmn_text), any_hand=True)


@transaction.atomic
def publish_process(
    *, actor: Actor, title: Mapping[str, str], bpmn_text: str, dmn_texts: Sequence[str] = (),
    offices: Collection[str], forms: Collection[str], settings: Mapping[str, Any] | None = None,
) -> tuple[ProcessVersion, bool]:  # fmt: skip
    """Check a diagram and make it the next version of its process; one published before is returned as it is.

    Raises Refused with every problem, each naming its element. Open cases stay on the version they began with.
    """
    graph = bpmn.parse(bpmn_text.encode())
    decisions = decisions_of(dmn_texts)
    problems = list(check.check(graph, offices=set(offices), forms=set(forms), decisions=decisions))
    problems += [
        Problem("action_unknown", node.id, node.name, {"action": node.attrs.get("action", "")})
        for node in graph.of_kind(NodeKind.SCRIPT)
        if node.attrs.get("action") not in registry.actions
    ]
    problems += [
        Problem("guard_unknown", node.id, node.name, {"guard": guard})
        for node in graph.of_kind(NodeKind.USER)
        for guard in node.words("guards")
        if guard not in registry.named_rules
    ]
    if problems:
        raise Refused(problems)
    process, _ = Process.objects.get_or_create(
        institution_id=actor.institution_id, key=graph.root, defaults={"title": dict(title)}
    )
    process = Process.objects.select_for_update().get(id=process.id)
    if settings is not None and process.settings != settings:
        process.settings = dict(settings)
        process.save(update_fields=["settings"])
    digest = hashlib.sha256(json.dumps([bpmn_text, list(dmn_texts)]).encode()).hexdigest()
    if same := process.versions.filter(sha256=digest).first():
        return same, False
    newest = process.versions.order_by("-number").first()
    return process.versions.create(
        number=newest.number + 1 if newest else 1, bpmn=bpmn_text, dmn=list(dmn_texts), graph=graph.to_json(),
        sha256=digest, published_by=actor.person_id,
    ), True  # fmt: skip


def newest_version_id(*, institution_id: UUID, key: str) -> UUID | None:
    """The id of the version new cases begin with; remembered for a few seconds per process."""
    return remembered(
        f"process:{institution_id}:{key}", 10,
        lambda: getattr(newest_version(institution_id=institution_id, key=key), "id", None),
    )  # fmt: skip


def newest_version(*, institution_id: UUID, key: str) -> ProcessVersion | None:
    """The version new cases begin with."""
    return (
        ProcessVersion.objects.filter(process__institution_id=institution_id, process__key=key)
        .order_by("-number")
        .first()
    )
