"""Taking open cases from one published version of a process to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.console.home import Published, ShownProcess, processes
from pishkhan.workflow import api as workflow

EARLIER = 10
MAP = "map-"
"""Name of a select: this and the id of the old station."""

WHY: Mapping[str, Promise] = {
    "token_unmapped": lazy("It stands at a station the new version does not have. Say in the map where it goes on."),
    "arrival_unmapped": lazy("It waits at a join that the new version has not. Let it pass the join first."),
    "second_token": lazy("Two of its open stations would become one. Choose different stations in the map."),
    "failed": lazy("It could not be read. Look at the log of the worker."),
    "join_waits": lazy("It would wait for ever for a branch that was never started in it."),
}
"""Why a case stayed, by the code of the refusal."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases stay, how many, and the numbers of the first of them."""

    why: str
    count: int
    numbers: Sequence[str] = ()


@administrators
@require_http_methods(["GET", "POST"])
def migration(request: HttpRequest) -> HttpResponse:
    """Choose process and versions, say what old stations are called now, see what would happen, then confirm."""
    given = request.POST if request.method == "POST" else request.GET
    all_processes = [process for process in processes(request) if len(process.versions) > 1]
    chosen = next((each for each in all_processes if each.key == given.get("process")), None)
    old = _version(chosen, given.get("from", ""))
    new = _version(chosen, given.get("to", ""))
    ready = old is not None and new is not None and old.id != new.id
    context: dict[str, Any] = {
        **around(request, "console-migration"), "processes": all_processes, "chosen": chosen, "old": old, "new": new,
        "ready": ready, "same": old is not None and new is not None and not ready,
        "earlier": workflow.migrations_of(actor_of(request))[:EARLIER],
    }  # fmt: skip
    if old and new and ready:
        node_map = _map(old.stations, new.stations, given)
        if request.method == "POST":
            try:
                row = workflow.begin_migration(actor=actor_of(request), old=old.id, new=new.id, node_map=node_map)
                return redirect("console-moving", row.id)
            except DomainError as error:
                context["wrong"] = phrases.sentence(error)
        context["fields"] = _fields(old.stations, new.stations, given)
        if "preview" in given:
            seen = workflow.foresee(actor=actor_of(request), old=old.id, new=new.id, node_map=node_map)
            context |= {"seen": seen, "reasons": [Reason(_why(code), n) for code, n in _most(seen.stays)],
                        "mapped": [(f"{MAP}{node}", target) for node, target in node_map.items()]}  # fmt: skip
    return render(request, "console/migration.html", context, status=409 if "wrong" in context else 200)


@administrators
@require_GET
def moving(request: HttpRequest, migration_id: UUID) -> HttpResponse:
    """How far a migration is; afterwards who moved, and who stayed and why."""
    actor = actor_of(request)
    row = workflow.migrations_of(actor).filter(id=migration_id).first()
    if row is None:
        raise Http404
    named: dict[UUID, str] = {UUID(case): code for case, code in row.named.items()}
    numbers: Mapping[UUID, str] = servicedesk.numbers_of(actor.institution_id, list(named))
    reasons = [
        Reason(_why(code), n, sorted(numbers.get(case, "—") for case, said in named.items() if said == code))
        for code, n in _most(row.stayed)
    ]
    context = {**around(request, "console-migration"), "row": row, "reasons": reasons,
               "by": identity.names([row.asked_by]).get(row.asked_by, "") if row.asked_by else ""}  # fmt: skip
    return render(request, "console/moving.html", context)


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _version(process: ShownProcess | None, typed: str) -> Published | None:
    return next((each for each in process.versions if str(each.id) == typed), None) if process else None


def _fields(
    old: Sequence[workflow.Station], new: Sequence[workflow.Station], given: Mapping[str, str]
) -> list[Field]:
    """One list for every old station the new version does not know by its id, with a guess by title, then by office."""
    known = {station.node for station in new}
    options = [Option(station.node, f"{station.number}. {pick(station.title)}") for station in new]
    return [
        Field(
            id=f"{MAP}{station.node}", name=f"{MAP}{station.node}", type="select", options=options, optional=True,
            label=_("“%(title)s” goes on at") % {"title": f"{station.number}. {pick(station.title)}"},
            value=given.get(f"{MAP}{station.node}", _guess(station, new)),
        )
        for station in old
        if station.node not in known
    ]  # fmt: skip


def _guess(station: workflow.Station, new: Sequence[workflow.Station]) -> str:
    same_title = [each.node for each in new if each.title == station.title]
    same_office = [each.node for each in new if each.office == station.office]
    found = same_title or same_office
    return found[0] if len(found) == 1 else ""


def _map(
    old: Sequence[workflow.Station], new: Sequence[workflow.Station], given: Mapping[str, str]
) -> dict[str, str]:
    nodes = {station.node for station in new}
    wanted = {station.node: given.get(f"{MAP}{station.node}", "") for station in old}
    return {node: target for node, target in wanted.items() if target in nodes}


def _why(code: str) -> str:
    return str(WHY[code]) if code in WHY else _("It does not fit the new version (%(code)s).") % {"code": code}
