"""A student's debts by hand: record, waive, correct, cancel, put on instalments; every entry with who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.web.components.fields import Field
from pishkhan.web.finance import due_words as words
from pishkhan.web.finance.access import actor_of, around, listers
from pishkhan.web.finance.lists import subject_options

HERE = "finance-dues"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a due's history. `payment`: the id of the payment it came from; `list`: of the list."""

    kind: str
    amount: int
    reason: str
    evidence: str
    by: str
    at: Any
    payment: UUID | None
    list: UUID | None


@dataclass(frozen=True, slots=True)
class Card:
    """A due with its entries."""

    due: Any
    subject: str
    office: str
    badge: tuple[str, str, str]
    entries: list[Entry]


@listers
@require_GET
def dues(request: HttpRequest) -> HttpResponse:
    """The newest debts, or the student who was searched for."""
    actor, typed = actor_of(request), request.GET.get("q", "").strip()[:LONGEST]
    found = payments.managed.found(actor, typed) if typed else []
    if len(found) == 1:
        return redirect("finance-student", found[0].id)
    people = identity.names([each.person_id for each in found])
    rows = [] if typed else [(due, _subject(due), words.badge(due)) for due in payments.managed.newest(actor)]
    context = {
        **around(request, HERE), "q": typed, "rows": rows,
        "found": [(each, people.get(each.person_id, ""), _studies(each)) for each in found],
    }  # fmt: skip
    return render(request, "finance/dues.html", context)


def _studies(enrolled: identity.Enrolment) -> str:
    return pick(enrolled.titles.get("field", {})) or enrolled.field


def _subject(due: payments.Due) -> str:
    return pick(due.subject.title) if due.subject else due.reason


@listers
@require_http_methods(["GET", "POST"])
def student(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """What one student owes and owed to the actor's offices; another debt is recorded here."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            due = _record(request, enrolment_id)
        except DomainError as error:
            _gone(error)
            errors = words.placed(error)
        else:
            said.success(request, _("The debt is recorded. The student sees it on the page of payments."))
            return redirect("finance-due", due.id)
    enrolled = payments.managed.enrolled(actor_of(request), enrolment_id)
    if enrolled is None:
        raise Http404
    rows = list(payments.managed.dues_of_enrolment(actor_of(request), enrolment_id))
    context = {
        **around(request, HERE), "enrolled": enrolled, "cards": cards(request, rows), "errors": list(errors.items()),
        "owed": sum(due.owed for due in rows), "fields": _fields(request, errors), "key": _key(request),
        "studies": _studies(enrolled),
    }  # fmt: skip
    return render(request, "finance/student.html", context, status=422 if errors else 200)


def _key(request: HttpRequest) -> str:
    """The same form sent twice records once."""
    return request.POST.get("key", "")[:64] or uuid4().hex


def _record(request: HttpRequest, enrolment_id: UUID) -> payments.Due:
    """Raises DomainError subject_missing, as `words.rials`, `words.day`, `by_hand.record`."""
    given = request.POST
    subject_id = uuid_of(given.get("subject"))
    if subject_id is None:
        raise DomainError("subject_missing")
    return payments.by_hand.record(
        actor=actor_of(request), enrolment_id=enrolment_id, subject_id=subject_id,
        amount=words.rials(given.get("amount", "")), reason=given.get("reason", ""), evidence=given.get("evidence", ""),
        due_date=words.day(given.get("due_date", "")), key=given.get("key", ""),
    )  # fmt: skip


def _fields(request: HttpRequest, errors: Mapping[str, str]) -> list[Field]:
    def one(name: str, label: str, **more: Any) -> Field:
        wrong, value = [errors[name]] if name in errors else (), request.POST.get(name, more.pop("value", ""))
        return Field(id=name, name=name, label=label, value=value, errors=wrong, **more)

    subjects = subject_options(request)
    only = subjects[0].value if len(subjects) == 1 else ""
    return [
        one("subject", _("Subject of payment"), type="select", options=subjects, value=only),
        one("amount", _("Amount, in rials"), type="rials"),
        one("reason", _("Reason"), maxlength=300, help=_("The student reads this.")),
        one("due_date", _("Due date"), type="jalali_date", optional=True),
        one("evidence", _("Evidence"), maxlength=500, optional=True, help=_("Number of a letter, a page, a contract.")),
    ]  # fmt: skip


def cards(request: HttpRequest, rows: list[Any]) -> list[Card]:
    entries = payments.managed.entries_of([due.id for due in rows])
    names = identity.names([each.actor_id for found in entries.values() for each in found])
    shows = payments.keeps_accounts(actor_of(request))
    return [
        Card(due, _subject(due), pick(due.subject.office.name) if due.subject else "", words.badge(due),
             [_entry(each, names, shows) for each in entries[due.id]])
        for due in rows
    ]  # fmt: skip


def _entry(entry: payments.DueEntry, names: Mapping[UUID, str], shows: bool) -> Entry:
    """`shows`: whether the actor may open the payment itself."""
    evidence, by_list = entry.evidence, None
    if evidence.startswith("list:"):
        evidence, by_list = "", uuid_of(evidence.removeprefix("list:"))
    by = names.get(entry.actor_id, "") if entry.actor_id else ""
    return Entry(
        kind=words.kind(entry.kind), amount=entry.amount, reason=entry.reason,
        evidence="" if evidence.startswith("plan:") else evidence, by=by, at=entry.at,
        payment=entry.attempt_id if shows else None, list=by_list,
    )  # fmt: skip


@listers
@require_GET
def due(request: HttpRequest, due_id: UUID) -> HttpResponse:
    """One debt, what happened to it, and what may be done."""
    return _page(request, due_id)


def _page(request: HttpRequest, due_id: UUID, error: DomainError | None = None, place: str = "") -> HttpResponse:
    rows = payments.managed.with_sums(payments.managed.managed_dues(actor_of(request)).filter(id=due_id))
    found = rows.first()
    if found is None:
        raise Http404
    errors = words.placed(error) if error else {}
    context = {
        **around(request, HERE), "card": cards(request, [found])[0], "enrolled": found.enrolment, "place": place,
        "name": found.enrolment.person.shown_name, "key": _key(request),
        "own": found.enrolment.person_id == actor_of(request).me,
        "errors": [(f"{place}-{name}", says) for name, says in errors.items()],
        **{
            name: make(*((request.POST, errors) if place == name else ({}, {})))
            for name, make in words.FORMS.items()
        },
    }  # fmt: skip
    return render(request, "finance/due.html", context, status=422 if error else 200)


def _act(request: HttpRequest, due_id: UUID, place: str, done: str, verb: Callable[[], Any]) -> HttpResponse:
    try:
        verb()
    except DomainError as error:
        _gone(error)
        return _page(request, due_id, error, place)
    said.success(request, done)
    return redirect("finance-due", due_id)


def _gone(error: DomainError) -> None:
    if error.code == "not_found":
        raise Http404 from None


@listers
@require_POST
def less(request: HttpRequest, due_id: UUID) -> HttpResponse:
    """Waive, settle by evidence, cancel: all of it or a part."""
    given = request.POST

    def verb() -> None:
        kind = given.get("kind", "")
        if kind not in payments.by_hand.LESS:
            raise DomainError("not_found")
        payments.by_hand.reduce(
            actor=actor_of(request), due_id=due_id, kind=payments.EntryKind(kind), reason=given.get("reason", ""),
            amount=words.rials(given["amount"]) if given.get("amount", "").strip() else None,
            evidence=given.get("evidence", ""), shown=_shown(request),
        )  # fmt: skip

    return _act(request, due_id, "less", _("It is recorded."), verb)


@listers
@require_POST
def correct(request: HttpRequest, due_id: UUID) -> HttpResponse:
    """Have another amount be owed."""
    given = request.POST
    return _act(request, due_id, "correct", _("The amount is corrected."), lambda: payments.by_hand.correct(
        actor=actor_of(request), due_id=due_id, amount=words.rials(given.get("amount", "")),
        reason=given.get("reason", ""), shown=_shown(request),
    ))  # fmt: skip


def _shown(request: HttpRequest) -> int:
    """What the form showed as owed; without it nothing was looked at, and it is refused as changed."""
    typed = request.POST.get("owed", "")[:LONGEST]
    return int(typed) if typed.isascii() and typed.isdecimal() else -1


@listers
@require_POST
def plan(request: HttpRequest, due_id: UUID) -> HttpResponse:
    """Put all that is owed on instalments."""
    given, made = request.POST, []

    def verb() -> None:
        made.append(payments.by_hand.plan_of_due(
            actor=actor_of(request), due_id=due_id, start=words.needed_day(given.get("start", ""), "start"),
            end=words.needed_day(given.get("end", ""), "end"), count=words.count(given.get("count", "")),
            reason=given.get("reason", ""), key=given.get("key", ""),
        ))  # fmt: skip

    answer = _act(request, due_id, "plan", _("The instalments are agreed. The student sees them on the page of "
                                             "payments."), verb)  # fmt: skip
    return redirect("finance-plan", made[0].id) if made else answer


