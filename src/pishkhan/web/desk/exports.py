"""Lists to take away: ask for one, see how far it is, fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import files, stamps
from pishkhan.web.components import numbers
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.components.status import words as status_words
from pishkhan.web.desk.export_tables import titles
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.web.phrases import sentence

DAYS = ("first", "last")


@dataclass(frozen=True, slots=True)
class Line:
    """An export as its owner sees it. `share` in percent, None while it is not known."""

    row: Any
    title: str
    share: int | None
    fetchable: bool


def _actor(request: HttpRequest) -> Actor:
    """Staff only. Raises Http404."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        raise Http404
    return actor


def _line(actor: Actor, row: Any) -> Line:
    share = min(100 * row.done // row.total, 100) if row.total else None
    return Line(row, titles().get(row.kind, row.kind), share, servicedesk.exports.may_fetch(actor, row))


@signed_in
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The reader's exports, newest first, and a form for one more. The address may name a list and what is asked of it:
    `?kind=inbox&tab=late`."""
    actor = _actor(request)
    given, faults = (request.POST if request.method == "POST" else request.GET), Faults()
    if request.method == "POST" and (answer := _begin(request, actor, faults)):
        return answer
    blamed = {name: sentence(error) for name, error in faults.found.items()}
    context = {
        **around(request), **_form(actor, given, blamed), "key": uuid4().hex,
        "errors": [(f"e-{name}" if name in DAYS else "", words) for name, words in blamed.items()],
        "lines": [_line(actor, row) for row in servicedesk.exports.mine(actor)],
    }  # fmt: skip
    return render(request, "desk/exports.html", context, status=422 if blamed else 200)


def _begin(request: HttpRequest, actor: Actor, faults: Faults) -> HttpResponse | None:
    """Where to go when the export is begun; None when something is wrong, which `faults` then says."""
    given = request.POST
    query = {name: str(value) for name, value in given.items() if name not in {"key", "format", *DAYS}}
    for name in DAYS:
        if typed := given.get(name, "").strip():
            found = faults.read(name, partial(jalali.parse_date, typed))
            query[name] = found.isoformat() if found else ""
    if faults.found:
        return None
    try:
        row = servicedesk.exports.begin_export(
            actor=actor, kind=given.get("kind", ""), query=query, format=given.get("format", ""),
            language=current(), key=stamps.key_of(request),
        )  # fmt: skip
    except DomainError as error:
        faults.found["form"] = error
        return None
    return redirect("desk-exported", row.id) if row else redirect("desk-exports")


def _form(actor: Actor, given: Mapping[str, str], blamed: Mapping[str, str]) -> dict[str, Any]:
    kinds, named = servicedesk.exports.kinds_for(actor), titles()
    kind = next((each for each in kinds if each.name == given.get("kind")), None)
    wanted = kind.asks if kind else ()
    hidden = {name: given[name] for name in wanted if given.get(name) and name not in {*DAYS, "status", "type"}}
    fields = [
        Field(id="e-format", name="format", label=_("Kind of file"), type="select", value=given.get("format") or "xlsx",
              options=[Option("xlsx", _("Spreadsheet")), Option("csv", _("Plain table"))]),
    ]  # fmt: skip
    if "first" in wanted:
        fields += [
            Field(id="e-first", name="first", label=_("Filed from"), type="jalali_date", value=given.get("first", ""),
                  optional=True, errors=[blamed["first"]] if "first" in blamed else ()),
            Field(id="e-last", name="last", label=_("Filed until"), type="jalali_date", value=given.get("last", ""),
                  optional=True, errors=[blamed["last"]] if "last" in blamed else ()),
        ]  # fmt: skip
    if "status" in wanted:
        states = [Option(value, status_words(value)) for value in servicedesk.CustomerStatus.values]
        fields.append(
            Field(id="e-status", name="status", label=_("Status"), type="select", value=given.get("status", ""),
                  options=[Option("", _("Every status")), *states])
        )  # fmt: skip
    if "type" in wanted:
        types = [Option(each.key, pick(each.name)) for each in servicedesk.types(actor.institution_id)]
        fields.append(
            Field(id="e-type", name="type", label=_("Service"), type="select", value=given.get("type", ""),
                  options=[Option("", _("All services")), *types])
        )  # fmt: skip
    choices = [(each.name, named[each.name]) for each in kinds if each.name != "found"]
    return {
        "kind": kind.name if kind else "", "kind_title": named[kind.name] if kind else "", "choices": choices,
        "fields": fields if kind else [], "hidden": hidden,
    }  # fmt: skip


@signed_in
@require_GET
def one(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it is; looks again by itself until it is written."""
    actor = _actor(request)
    row = servicedesk.exports.one(actor, export_id)
    if row is None:
        raise Http404
    line = _line(actor, row)
    waits = row.state in {"waiting", "running"}
    context = {
        **around(request), "line": line, "waits": waits, "standing": f"{row.state}-{row.done}",
        "shown": f"{numbers.bare(line.share)}{'٪' if current() == 'fa' else '%'}" if line.share is not None else "",
    }  # fmt: skip
    return render(request, "desk/exported.html", context)


@signed_in
@require_GET
def fetch(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file, for who asked for it and still may see what is in it. Raises Http404."""
    actor = _actor(request)
    row = servicedesk.exports.one(actor, export_id)
    if row is None or row.file is None or not servicedesk.exports.may_fetch(actor, row):
        raise Http404
    return files.handed(row.file)
