"""Lists of people: upload, see what would happen, bring in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.ids import uuid_of
from pishkhan.web import people_words as words
from pishkhan.web import phrases, spreadsheets
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.typed import listed

HERE = "console-imports"
Kind = identity.import_columns.Kind
SHOWN = 100
"""Faults on the page; the file has all that are kept."""


def _titles() -> dict[str, str]:
    return {Kind.STUDENTS: _("Students"), Kind.STAFF: _("Staff")}


def badge(row: identity.PeopleImport) -> tuple[str, str, str]:
    """Tone, icon and words of an import's state."""
    return {
        "waiting": ("open", "hour", _("Being looked at")), "checked": ("turn", "eye", _("Tried; not brought in yet")),
        "going": ("open", "hour", _("Being brought in")), "done": ("done", "check", _("Brought in")),
        "left": ("open", "clock", _("Not brought in")),
    }.get(row.state, ("debt", "alert", _("Refused")))  # fmt: skip


@administrators
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The history, and a form for another file."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = _upload(request)
        except DomainError as error:
            if error.code == "not_found":
                raise Http404 from None
            place = "source" if error.code.startswith("source_") else "kind" if error.code == "kind_missing" else "list"
            known = error.code in words.FAULTS
            errors[place] = words.fault(error.code, error.params) if known else phrases.sentence(error)
        else:
            return redirect("console-import", row.id)
    before = uuid_of(request.GET.get("before"))
    rows, following = identity.imports.page(actor_of(request), before=before)
    names, titles = identity.names([row.by for row in rows]), _titles()
    lines = [(row, titles[row.kind], badge(row), names.get(row.by, "") if row.by else "") for row in rows]
    context: dict[str, Any] = {
        **around(request, HERE), "lines": lines, "following": following, "later": before is not None,
        "fields": _fields(request, errors), "wrong": errors.get("list", ""), "errors": list(errors.items()),
        "kinds": list(titles.items()), "largest": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
    }  # fmt: skip
    return render(request, "console/people_imports.html", context, status=422 if errors else 200)


def _upload(request: HttpRequest) -> identity.PeopleImport:
    """Raises Invalid list_missing, kind_missing, or as `imports.upload`."""
    kind, upload = request.POST.get("kind", ""), request.FILES.get("list")
    if kind not in set(Kind):
        raise Invalid("kind_missing")
    if upload is None:
        raise Invalid("list_missing")
    if upload.size and upload.size > settings.UPLOAD_MAX_BYTES:
        raise Invalid("people_large")
    return identity.imports.upload(
        actor=actor_of(request), kind=Kind(kind), source=request.POST.get("source", ""), name=upload.name or "",
        content=upload.read(),
    )  # fmt: skip


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given = request.POST
    options = [Option(key, title) for key, title in _titles().items()]
    return [
        Field(id="kind", name="kind", label=_("What the list is of"), type="radio", options=options,
              value=given.get("kind", Kind.STUDENTS), errors=[errors["kind"]] if "kind" in errors else ()),
        Field(id="source", name="source", label=_("Source of the data"), value=given.get("source", _("Registry")),
              maxlength=40, errors=[errors["source"]] if "source" in errors else (),
              help=_("Whose list this is. What one source brought is not overwritten by another.")),
    ]  # fmt: skip


@administrators
@require_GET
def one(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What would happen, or what happened, and every fault."""
    return _page(request, import_id)


def _row(request: HttpRequest, import_id: UUID) -> identity.PeopleImport:
    try:
        return identity.imports.one(actor_of(request), import_id)
    except DomainError:
        raise Http404 from None


def _page(request: HttpRequest, import_id: UUID, *, wrong: str = "") -> HttpResponse:
    row = _row(request, import_id)
    faults = [identity.import_faults.load(each) for each in row.faults]
    wrongs = [_told(each) for each in faults if not each.is_note]
    notes = [_told(each) for each in faults if each.is_note]
    counts = row.counts
    total = counts.get("dry", counts).get("done", 0)
    context = {
        **around(request, HERE), "row": row, "title": _titles()[row.kind], "badge": badge(row), "counts": counts,
        "total": total, "wrongs": wrongs[:SHOWN], "more_wrongs": max(counts.get("faults", 0) - SHOWN, 0),
        "notes": notes[:SHOWN], "more_notes": max(counts.get("notes", 0) - SHOWN, 0), "wrong": wrong,
        "fields": [(words.column(key), n) for key, n in sorted(counts.get("fields", {}).items())],
        "changes": [(line, listed([words.column(key) for key in keys])) for line, keys in counts.get("rows", [])],
        "good": counts.get("new", 0) + counts.get("changed", 0), "by": _by(row),
    }  # fmt: skip
    return render(request, "console/people_import.html", context, status=422 if wrong else 200)


def _by(row: identity.PeopleImport) -> str:
    return identity.names([row.by]).get(row.by, "") if row.by else ""


def _told(fault: Any) -> tuple[int, str, str]:
    return fault.line, words.column(fault.column), words.fault(fault.code, fault.params)


@administrators
@require_POST
def begin(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Bring in what was found right."""
    try:
        identity.imports.begin(actor=actor_of(request), import_id=import_id)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, import_id, wrong=phrases.sentence(error))
    said.success(request, _("The list is being brought in. The work goes on, even when you leave this page."))
    return redirect("console-import", import_id)


@administrators
@require_GET
def faults(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What was wrong, as a file for whoever mends the list. It holds none of the list's own words."""
    row = _row(request, import_id)
    told = [_told(identity.import_faults.load(each)) for each in row.faults]
    header = [_("Line"), _("Column"), _("What is wrong, and what to do")]
    return spreadsheets.as_csv("faults", [header, *([str(line), column, text] for line, column, text in told)])


@administrators
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty list with the names of all columns and one made-up line."""
    kind = request.GET.get("kind", Kind.STUDENTS.value)
    if kind not in set(Kind):
        raise Http404
    return spreadsheets.as_csv(kind, identity.import_columns.template(Kind(kind), current()))
