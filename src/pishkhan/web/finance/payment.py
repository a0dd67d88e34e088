"""One payment: what it is, what happened, what the ledger holds, and what a person can do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.finance import words
from pishkhan.web.finance.access import accountants, actor_of, around
from pishkhan.web.finance.payments import line

HERE = "finance-payments"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history. `said` are the pairs of what was said to and by the bank, masked when kept."""

    words: str
    state: str
    at: datetime
    by: str
    call: str
    said: list[tuple[str, str]]
    milliseconds: int


@accountants
@require_GET
def payment(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    return _page(request, attempt_id)


@accountants
@require_POST
def ask(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Have the bank asked again, by a job."""
    return _done(
        request, attempt_id, "ask",
        lambda: payments.resolving.ask_again(actor=actor_of(request), attempt_id=attempt_id),
        _("The bank is being asked. Load this page again in a few seconds."),
    )  # fmt: skip


@accountants
@require_POST
def refund(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Ask for a refund; a colleague decides."""
    return _done(
        request, attempt_id, "refund",
        lambda: payments.ask_refund(
            actor=actor_of(request), attempt_id=attempt_id, amount=rials(request.POST.get("amount", "")),
            reason=request.POST.get("reason", ""), owed_again="owed_again" in request.POST,
        ),
        _("The refund is asked for. A colleague decides on it."),
    )  # fmt: skip


@accountants
@require_POST
def resolve(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Write what the bank's own books say."""

    def written() -> object:
        verdicts = {each.value: each for each in payments.resolving.Verdict}
        verdict = verdicts.get(request.POST.get("as", ""))
        if verdict is None:
            raise DomainError("verdict_missing")
        return payments.resolving.resolve(
            actor=actor_of(request), attempt_id=attempt_id, as_=verdict, reason=request.POST.get("why", ""),
            reference=request.POST.get("reference", ""),
        )

    return _done(request, attempt_id, "resolve", written, _("It is written down."))


def rials(typed: str) -> int:
    """An amount as typed; what cannot be read is 0 and refused where it is checked."""
    try:
        return money.parse_rials(typed)
    except DomainError:
        return 0


def _done(
    request: HttpRequest, attempt_id: UUID, what: str, verb: Callable[[], object], told: str
) -> HttpResponse:
    try:
        verb()
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, attempt_id, wrong=(what, phrases.sentence(error)))
    said.success(request, told)
    return redirect("finance-payment", attempt_id)


def _page(request: HttpRequest, attempt_id: UUID, *, wrong: tuple[str, str] = ("", "")) -> HttpResponse:
    actor = actor_of(request)
    row = payments.books.payment(actor, attempt_id)
    if row is None:
        raise Http404
    events, refunds = list(row.events.all()), list(row.refunds.all())
    names = identity.names(
        {each.actor_id for each in events if each.actor_id} | {each.asked_by for each in refunds}
        | {each.decided_by for each in refunds if each.decided_by}
    )  # fmt: skip
    context: dict[str, Any] = {
        **around(request, HERE), "row": row, "line": line(row), "centre": pick(row.shown.get("centre")),
        "office": pick(row.shown.get("office")), "reason": row.shown.get("reason", ""),
        "happened": [_happened(each, names) for each in reversed(events)],
        "refunds": [(each, words.refund_badge(each.state), names.get(each.asked_by, "")) for each in refunds],
        "ledger": [_side(row, each) for each in payments.books.lines_of(row.id)],
        "may_ask": payments.resolving.may_ask(row), "left": words.LEFT.get(row.left, row.left),
        "may_refund": row.is_paid and row.state == State.POSTED, "may_resolve": payments.resolving.may_resolve(row),
        "rest": row.amount - row.refunded, "refund_fields": _refund_fields(request, row, wrong),
        "resolve_fields": _resolve_fields(request, row, wrong), "wrong": wrong[1],
    }  # fmt: skip
    return render(request, "finance/payment.html", context, status=422 if wrong[0] else 200)


def _happened(event: payments.AttemptEvent, names: dict[UUID, str]) -> Happened:
    told = event.exchange or {}
    pairs = [(str(name), str(value)) for name, value in (told.get("sent") or {}).items() if value not in ("", None)]
    if told.get("status"):
        pairs.append(("HTTP", str(told["status"])))
    heard = told.get("heard")
    if heard:
        pairs.append((_("Answer"), heard if isinstance(heard, str) else json.dumps(heard, ensure_ascii=False)))
    state = str(words.STATES[event.after][2]) if event.after in words.STATES and event.before != event.after else ""
    call = words.CALLS.get(told.get("call", ""), told.get("call", ""))
    by = names.get(event.actor_id, "") if event.actor_id else ""
    why = words.happened(event.reason) if event.reason else ""
    return Happened(why, state, event.at, by, str(call), pairs, int(told.get("milliseconds") or 0))


def _side(row: payments.Attempt, entry: Any) -> dict[str, Any]:
    """A line of the ledger: the account in words, debit or credit."""
    kind = entry.account.kind
    named = {"terminal": pick(row.terminal.name), "student": row.payer, "income": pick(row.subject.title)}
    return {
        "day": entry.posting.day, "kind": entry.posting.kind, "account": words.ACCOUNTS[kind],
        "name": named.get(kind, ""), "debit": max(entry.amount, 0), "credit": max(-entry.amount, 0),
    }  # fmt: skip


def _refund_fields(request: HttpRequest, row: payments.Attempt, wrong: tuple[str, str]) -> list[Field]:
    given = request.POST if wrong[0] == "refund" else None
    fields = [
        Field(
            id="amount", name="amount", label=_("Amount, in rials"), type="rials",
            value=given.get("amount", "") if given else row.amount - row.refunded,
            errors=[wrong[1]] if given else (),
        ),
        Field(
            id="reason", name="reason", label=_("Reason"), type="textarea", maxlength=300, required=True,
            value=given.get("reason", "") if given else "",
        ),
    ]  # fmt: skip
    if row.due_id:
        fields.append(
            Field(
                id="owed_again", name="owed_again", label=_("The debt stands again"), type="checkbox", width="full",
                value="true" if given and "owed_again" in given else "",
                help=_("Without the tick the debt is cancelled by as much, as recorded by mistake."),
            )
        )  # fmt: skip
    return fields


def _resolve_fields(request: HttpRequest, row: payments.Attempt, wrong: tuple[str, str]) -> list[Field]:
    given = request.POST if wrong[0] == "resolve" else None
    verdicts = [
        Option("paid", _("Paid: the bank has taken the money for us")),
        Option("not_paid", _("Not paid: the bank has taken nothing")),
        Option("reversed", _("Went back to the card")),
    ]
    now = request.POST if given else request.GET
    return [
        Field(
            id="as", name="as", label=_("What the bank's books say"), type="radio", options=verdicts, width="full",
            value=now.get("as", ""), errors=[wrong[1]] if given else (),
        ),
        Field(
            id="reference", name="reference", label=_("The bank's reference"), latin=True, maxlength=64,
            value=now.get("reference", "")[:64] or row.receipt_ref or row.rrn,
        ),
        Field(
            id="why", name="why", label=_("Reason"), type="textarea", maxlength=300, required=True,
            value=now.get("why", "")[:300],
        ),
    ]  # fmt: skip
