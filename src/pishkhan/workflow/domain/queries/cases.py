"""Reading cases and what a diagram says of its stations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import Count

from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.engine.graph import Node, NodeKind
from pishkhan.workflow.enums import CaseStatus
from pishkhan.workflow.models import Case, ProcessVersion


@dataclass(frozen=True, slots=True)
class Station:
    """A user task as a person reads it (C12): number, title, «کاربر», form. `hours`: the working hours it is given, 0
    for no deadline."""

    node: str
    number: int
    title: dict[str, str]
    user: dict[str, str]
    kind: str
    office: str
    role: str
    actions: tuple[str, ...]
    guards: tuple[str, ...]
    form: str
    private: bool
    neutral: bool
    hours: float = 0.0


def station_of(node: Node) -> Station:
    attrs: Mapping[str, str] = node.attrs
    title = {"fa": node.name, "en": attrs.get("nameEn") or node.name}
    user = attrs.get("user", "")
    return Station(
        node=node.id, number=int(attrs.get("number") or 0), title=title,
        user={"fa": user, "en": attrs.get("userEn") or user}, kind=attrs.get("kind") or "station",
        office=attrs.get("office", ""), role=attrs.get("role") or "expert", actions=node.words("actions"),
        guards=node.words("guards"), form=attrs.get("form", ""), private=attrs.get("private") == "true",
        neutral=attrs.get("neutral") == "true", hours=float(attrs.get("deadline") or 0),
    )  # fmt: skip


def stations(version_id: UUID) -> list[Station]:
    """All stations of a version in their numbered order."""
    found = [station_of(node) for node in compiled(version_id).graph.of_kind(NodeKind.USER)]
    return sorted(found, key=lambda station: station.number)


def station(version_id: UUID, node: str) -> Station:
    """A station by its node. One that only an older version of the process had is still known to finished tasks."""
    found = compiled(version_id).graph.nodes.get(node)
    return station_of(found or _node_of_old(version_id, node))


@lru_cache(maxsize=256)
def _node_of_old(version_id: UUID, node: str) -> Node:
    """Raises KeyError when no version of the process ever had the node."""
    process = ProcessVersion.objects.filter(id=version_id).values("process_id")
    rows = ProcessVersion.objects.filter(process_id__in=process).order_by("-number")
    for other in rows.values_list("id", flat=True):
        if found := compiled(other).graph.nodes.get(node):
            return found
    raise KeyError(node)


def settings_of(version_id: UUID) -> Mapping[str, Any]:
    """The settings of a version's process (`start`, `sees`), remembered for half a minute per process."""
    name = f"process-settings:{version_id}"
    found: Mapping[str, Any] | None = caches["local"].get(name)
    if found is None:
        row = ProcessVersion.objects.filter(id=version_id).values_list("process__settings", flat=True).first()
        found = dict(row or {})
        caches["local"].set(name, found, 30)
    return found


def case_of_request(institution_id: UUID, request_id: UUID) -> Case | None:
    return Case.objects.filter(institution_id=institution_id, request_id=request_id).first()


def titles_at(institution_id: UUID, places: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], dict[str, str]]:
    """What the stations at these (case, node) are called; places that are not known are left out."""
    rows = Case.objects.filter(institution_id=institution_id, id__in={case for case, _ in places}).order_by("id")
    versions = dict(rows.values_list("id", "version_id"))
    found = {}
    for case, node in places:
        if case in versions:
            with suppress(KeyError):
                found[case, node] = station(versions[case], node).title
    return found


def versions_of(institution_id: UUID) -> list[ProcessVersion]:
    rows = ProcessVersion.objects.filter(process__institution_id=institution_id).select_related("process")
    return list(rows.defer("bpmn", "graph").order_by("process__key", "-number"))


def open_counts(institution_id: UUID) -> dict[UUID, int]:
    """How many cases are open on each version."""
    rows = Case.objects.filter(institution_id=institution_id, status=CaseStatus.OPEN).order_by()
    return dict(rows.values_list("version_id").annotate(n=Count("id")))


def version(institution_id: UUID, version_id: UUID) -> ProcessVersion | None:
    rows = ProcessVersion.objects.filter(process__institution_id=institution_id, id=version_id)
    return rows.select_related("process").first()
