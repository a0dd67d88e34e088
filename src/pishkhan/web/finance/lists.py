"""Lists of dues: upload, see row by row what would happen, write (D8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases, spreadsheets
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.finance import list_words as words
from pishkhan.web.finance.access import actor_of, around, listers

HERE = "finance-lists"
PAGE = 100
Step = payments.due_lists.Step


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report as the page shows it."""

    line: int
    number: str
    name: str
    subject: str
    reason: str
    day: date | None
    before: int
    after: int
    badge: tuple[str, str, str]
    outcome: str
    told: list[tuple[bool, str, str]]
    """Whether it is only worth knowing, the column, the words."""


def badge(row: payments.DueList) -> tuple[str, str, str]:
    """Tone, icon and words of a list's state."""
    step = row.counts.get("step")
    if step == Step.REFUSED:
        return "debt", "alert", _("Refused")
    if row.state == "applied":
        return "done", "check", _("Written")
    if row.state == "dropped":
        return "wait", "minus", _("Left")
    return {
        Step.LOOKING: ("open", "hour", _("Being looked at")), Step.LOOKED: ("turn", "eye", _("Looked at; not written")),
    }.get(step, ("open", "hour", _("Being written")))  # fmt: skip


@listers
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """The history, and a form for another file."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = _upload(request)
        except DomainError as error:
            if error.code == "not_found":
                raise Http404 from None
            place = {"list_name": "name", "subject_missing": "subject"}.get(error.code, "list")
            errors[place] = words.told(error)
        else:
            return redirect("finance-list", row.id)
    before = uuid_of(request.GET.get("before"))
    rows, following = payments.due_lists.page(actor_of(request), before=before)
    names = identity.names([row.by for row in rows])
    lines = [(row, pick(row.subject.office.name), badge(row), names.get(row.by, "") if row.by else "") for row in rows]
    context: dict[str, Any] = {
        **around(request, HERE), "lines": lines, "following": following, "later": before is not None,
        "fields": _fields(request, errors), "wrong": errors.get("list", ""), "errors": list(errors.items()),
        "largest": settings.UPLOAD_MAX_BYTES // 1024 // 1024, "most": payments.due_lists.MOST_ROWS,
    }  # fmt: skip
    return render(request, "finance/lists.html", context, status=422 if errors else 200)


def _upload(request: HttpRequest) -> payments.DueList:
    """Raises Invalid list_missing, subject_missing, or as `due_lists.upload`."""
    subject_id, upload = uuid_of(request.POST.get("subject")), request.FILES.get("list")
    if subject_id is None:
        raise Invalid("subject_missing")
    name = payments.due_lists.read_name(request.POST.get("name", ""))
    if upload is None:
        raise Invalid("list_missing")
    if upload.size and upload.size > settings.UPLOAD_MAX_BYTES:
        raise Invalid("people_large")
    return payments.due_lists.upload(
        actor=actor_of(request), subject_id=subject_id, name=name, file_name=upload.name or "", content=upload.read()
    )


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given = request.POST
    options = subject_options(request)
    return [
        Field(id="name", name="name", label=_("Name of the list"), value=given.get("name", ""), maxlength=80,
              errors=[errors["name"]] if "name" in errors else (),
              help=_("Under the same name a later list replaces this one: amounts are corrected, and what is not in it "
                     "any more is withdrawn.")),
        Field(id="subject", name="subject", label=_("Subject of payment"), type="select", options=options,
              value=given.get("subject", options[0].value if len(options) == 1 else ""),
              errors=[errors["subject"]] if "subject" in errors else (),
              help=_("Of rows that name none. Rows may name other subjects of the same office.")),
    ]  # fmt: skip


def subject_options(request: HttpRequest) -> list[Option]:
    """Subjects the actor may record dues of, with their office where there are several."""
    rows = list(payments.due_lists.offered_subjects(actor_of(request)))
    several = len({row.office_id for row in rows}) > 1
    return [
        Option(str(row.id), f"{pick(row.title)} ({pick(row.office.name)})" if several else pick(row.title))
        for row in rows
    ]


@listers
@require_GET
def one(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Row by row what would happen, or happened."""
    return _page(request, list_id)


def _row(request: HttpRequest, list_id: UUID) -> payments.DueList:
    try:
        return payments.due_lists.one(actor_of(request), list_id)
    except DomainError:
        raise Http404 from None


def _page(request: HttpRequest, list_id: UUID, *, wrong: str = "") -> HttpResponse:
    row = _row(request, list_id)
    counts, chosen = row.counts, request.GET.get("only", "")
    report = [each for each in row.report if not chosen or each["outcome"] == chosen]
    first = int(typed) if (typed := request.GET.get("from", "0")).isascii() and typed.isdecimal() else 0
    first = min(first, max(len(report) - 1, 0)) // PAGE * PAGE
    context = {
        **around(request, HERE), "row": row, "office": pick(row.subject.office.name), "badge": badge(row),
        "counts": counts, "kept": words.kept(counts),
        "subject": pick(row.subject.title), "step": counts.get("step"), "lines": _lines(report[first : first + PAGE]),
        "shown": len(report), "chosen": chosen, "kinds": _kinds(counts), "first": first + 1,
        "last": min(first + PAGE, len(report)), "earlier": max(first - PAGE, 0) if first else None,
        "following": first + PAGE if first + PAGE < len(report) else None, "wrong": wrong,
        "good": sum(counts.get(name, 0) for name in ("new", "changed", "withdrawn")), "by": _by(row),
        "faults": [_told(each) for each in counts.get("faults", [])],
    }  # fmt: skip
    return render(request, "finance/list.html", context, status=422 if wrong else 200)


def _kinds(counts: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Outcome, words, how many; those that occur."""
    return [(key, str(says), counts[key]) for key, (_tone, _icon, says) in words.ROWS.items() if counts.get(key)]


def _by(row: payments.DueList) -> str:
    return identity.names([row.by]).get(row.by, "") if row.by else ""


def _told(fault: dict[str, Any]) -> tuple[bool, str, str]:
    return bool(fault["note"]), words.column(fault["column"]), words.fault(fault["code"], fault["params"])


def _lines(report: list[dict[str, Any]]) -> list[Line]:
    ids = {each["enrolment"] for each in report if each["enrolment"]}
    people = {str(row.id): row.person.shown_name for row in payments.managed.enrolments(ids)}
    subjects = payments.titles_of_subjects({each["subject"] for each in report if each["subject"]})
    titles = {str(key): pick(title) for key, title in subjects.items()}
    return [_line(each, people, titles) for each in report]


def _line(each: dict[str, Any], people: dict[str, str], titles: dict[str, str]) -> Line:
    tone, icon, says = words.ROWS[each["outcome"]]
    return Line(
        line=each["line"], number=each["number"], name=people.get(each["enrolment"], ""),
        subject=titles.get(each["subject"], ""), reason=each["reason"],
        day=date.fromisoformat(each["day"]) if each["day"] else None, before=each["before"], after=each["after"],
        badge=(tone, icon, str(says)), outcome=each["outcome"], told=[_told(fault) for fault in each["faults"]],
    )  # fmt: skip


@listers
@require_POST
def begin(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Have what was found right be written."""
    try:
        payments.due_lists.begin(actor=actor_of(request), list_id=list_id, all_right="all_right" in request.POST)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, list_id, wrong=phrases.sentence(error))
    said.success(request, _("The list is being written. The work goes on, even when you leave this page."))
    return redirect("finance-list", list_id)


@listers
@require_POST
def again(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Look at the list anew, with the zeros that student numbers lost."""
    return _do(request, list_id, payments.due_lists.look_again, take_zeros="take_zeros" in request.POST)


@listers
@require_POST
def drop(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return _do(request, list_id, payments.due_lists.drop)


def _do(request: HttpRequest, list_id: UUID, verb: Any, **how: Any) -> HttpResponse:
    try:
        verb(actor=actor_of(request), list_id=list_id, **how)
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, list_id, wrong=phrases.sentence(error))
    return redirect("finance-list", list_id)


@listers
@require_GET
def faults(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What was wrong, as a file for whoever mends the list. It holds none of the list's own words."""
    row = _row(request, list_id)
    rows = [[_("Line"), _("Column"), _("What is wrong, and what to do")]]
    for each in row.report:
        told = [_told(fault) for fault in each["faults"]]
        rows += [[str(each["line"]), column, says] for is_note, column, says in told if not is_note]
    return spreadsheets.as_csv("faults", rows)


@listers
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty list with the names of all columns and one made-up line."""
    return spreadsheets.as_csv("dues", payments.list_columns.template(current()))
