"""«پرداخت‌ها»: what one owes, or anything else that is paid for, to the bank's door (D5 to D10)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.payments import api as payments
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import stamps
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.phrases import sentence
from pishkhan.web.student import pay_checked as checked
from pishkhan.web.student import pay_offer as offers
from pishkhan.web.student.access import actor_of, signed_in
from pishkhan.web.student.pay_checked import Chosen, Wrong
from pishkhan.web.student.pay_offer import Offer, Wish


@signed_in
def pay(request: HttpRequest) -> HttpResponse:
    """The form. Posted with `step` it comes back with the next lists; else it asks «آیا … اطمینان دارید؟», and
    `sure` begins the payment."""
    posted = request.method == "POST"
    offer, wish = offers.offer(actor_of(request)), offers.read(request.POST if posted else request.GET)
    if not posted:
        strange = wish.due_id is not None and offer.due(wish) is None
        errors = [(checked.WHAT, sentence(DomainError("due_not_found")))] if strange else []
        return _page(request, offer, offers.started(offer, Wish() if strange else wish), errors)
    if "step" in request.POST:
        return redirect(form_url(_cleared(wish, request.POST["step"])))
    try:
        found = checked.chosen(actor_of(request), offer, wish)
        if "sure" in request.POST:
            return _begin(request, found)
    except Wrong as wrong:
        return _page(request, offer, wish, wrong.errors, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "student/pay_confirm.html", _confirm(request, found, wish))


def form_url(wish: Wish) -> str:
    """The form as it stands; also the way back from «انصراف» and from a payment that failed."""
    query = wish.query
    return reverse("payments") + (f"?{query}" if query else "")


def wish_of(attempt: payments.Attempt) -> Wish:
    """The form as it was when this attempt was begun."""
    subject = attempt.subject
    if attempt.due_id is not None:
        part = "" if payments.owed_of(attempt.due_id) == attempt.amount else offers.PART
        return Wish(f"{attempt.due_id}{part}", amount=str(attempt.amount))
    return Wish(offers.OTHER, subject.centre.key, subject.office.key, subject.key, str(attempt.amount))


def _cleared(wish: Wish, step: str) -> Wish:
    """The × beside the unit empties it and what hangs on it."""
    return Wish(wish.what, wish.centre, amount=wish.amount) if step == "clear" else wish


def _begin(request: HttpRequest, found: Chosen) -> HttpResponse:
    actor, due = actor_of(request), found.due
    confirmed = request.POST.get("sure", "")
    if confirmed != str(found.amount):  # the debt changed between the question and the answer
        raise Wrong((checked.AMOUNT, sentence(DomainError("amount_changed"))))
    try:
        attempt = payments.begin_payment(
            actor=actor, subject_id=found.subject.id, amount=found.amount, key=stamps.key_of(request),
            due_id=due.id if due else None, language=current(),
        )  # fmt: skip
    except DomainError as error:
        raise checked.refused(error) from None
    return redirect("payment", attempt_id=attempt.id)


def _confirm(request: HttpRequest, found: Chosen, wish: Wish) -> dict[str, Any]:
    subject, due = found.subject, found.due
    assert subject.terminal is not None
    return {
        "amount": found.amount, "key": request.POST.get("key", "")[: stamps.LONGEST_KEY] or uuid4().hex, "wish": wish,
        "reason": due.reason if due else "", "subject": pick(subject.title), "office": pick(subject.office.name),
        "centre": pick(subject.centre.name), "gateway": pick(subject.terminal.name), "back_url": form_url(wish),
    }  # fmt: skip


def _page(
    request: HttpRequest, offer: Offer, wish: Wish, errors: list[tuple[str, str]], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    due = offer.due(wish)
    context: dict[str, Any] = {
        "offer": offer, "wish": wish, "errors": errors, "key": uuid4().hex, "due": due,
        "is_home": offers.is_home(request), "other": wish.what == offers.OTHER,
        "part": wish.in_part, **_fields(offer, wish, dict(errors)),
        "waiting": next((each for each in offer.dues if each.attempt_id), None),
        "number": _number(request, due.request_id if due else None), "tree": offer.tree,
    }  # fmt: skip
    return render(request, "student/pay.html", context, status=status)


def _number(request: HttpRequest, request_id: UUID | None) -> str:
    """Of the request in whose case the chosen due was recorded."""
    rows = servicedesk.visible_to(actor_of(request)).filter(id=request_id) if request_id else None
    return "" if rows is None else rows.values_list("number", flat=True).first() or ""


def _fields(offer: Offer, wish: Wish, errors: dict[str, str]) -> dict[str, Any]:
    centre = next((each for each in offer.tree if each["key"] == wish.centre), None)
    units = centre["units"] if centre else []
    unit = next((each for each in units if each["key"] == wish.unit), None)
    subjects = unit["subjects"] if unit else []
    chosen = next((each for each in subjects if each["key"] == wish.subject), None)
    return {
        "centres": _options(offer.tree), "units": _options(units), "subjects": _options(subjects), "chosen": chosen,
        "amount_error": errors.get(checked.AMOUNT, ""), "field_errors": errors, "rials": _rials(wish.amount),
        "amount": Field(id="amount", name="amount", label="", type="rials", value=wish.amount).shown,
    }  # fmt: skip


def _options(nodes: list[dict[str, Any]] | Any) -> list[Option]:
    return [Option(node["key"], node["title"]) for node in nodes]


def _rials(typed: str) -> int | None:
    try:
        return int(money.parse_rials(typed))
    except Invalid:
        return None
