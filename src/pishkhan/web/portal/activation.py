"""«فعال‌سازی حساب و ساختن رمز»: number, mobile, code, password (A2 to A8). The same pages the first time and every time.

What was typed is kept in the browser's session, sealed; the pages can be opened again at any step.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import page_of, phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.portal import captcha, codes, conversation
from pishkhan.web.sitting import is_kiosk

KEPT = "activation"
MAX_TYPED = 100
View = Callable[..., HttpResponse]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _found(request: HttpRequest) -> identity.Found | None:
    """Whom the conversation is about; None before it began."""
    kept = conversation.current(request, KEPT)
    if not kept:
        return None
    return identity.find_account(
        institution_id=_actor(request).institution_id, typed=sealing.unseal(kept["typed"]), flow=kept["flow"]
    )


def _mark(request: HttpRequest) -> dict[str, str]:
    return {"conversation": conversation.mark(request.session[KEPT]["flow"])}


def begun(view: View) -> View:
    """Pages of the later steps: without a number one begins at the first."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = _found(request)
        if found is None:
            return redirect("activate")
        if conversation.is_strange(request, request.session[KEPT]["flow"]):
            return page_of.refused(request)
        return view(request, found, *args, **kwargs)

    return asked


@never_cache
@require_http_methods(["GET", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Step 1: who are you (A2)? Nothing is sent yet."""
    typed, errors, riddle_error, status = request.POST.get("number", "")[:MAX_TYPED], [], "", 200
    if request.method == "POST":
        try:
            if not typed.strip():
                errors.append(("number", _("Write your number.")))
            elif not captcha.passed(request):
                riddle_error = _("The security picture is not right")
                errors.append(("captcha", riddle_error))
            else:
                identity.count_asking(_actor(request))
                conversation.begin(request, KEPT, typed=sealing.seal(typed.strip()))
                return redirect("activate-mobile")
            status = 422
        except DomainError as error:
            errors.append(("", phrases.sentence(error)))
            status = 429
    label = request.institution.login_label  # type: ignore[attr-defined]
    field = Field(
        id="number", name="number", label=pick(label) or _("Student number"), value=typed, latin=True,
        autocomplete="username", maxlength=MAX_TYPED, width="full", autofocus=not errors,
        errors=[words for name, words in errors if name == "number"],
        help=_("Digits may be typed in Persian or Latin. Your national code or mobile number does as well."),
    )  # fmt: skip
    context = {
        "step": 1, "field": field, "errors": errors, "riddle": captcha.riddle(request, riddle_error),
        "begun": not errors and not is_kiosk(request) and conversation.current(request, KEPT) is not None,
    }  # fmt: skip
    return render(request, "activation/number.html", context, status=status)


@begun
@require_http_methods(["GET", "POST"])
def mobile(request: HttpRequest, found: identity.Found) -> HttpResponse:
    """Step 2: is this number at hand (A3)? The code is sent by «تایید» only."""
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            identity.ask_code(actor=_actor(request), subject=found.subject, channel=codes.channel(request))
        except DomainError as error:
            if codes.is_live(request, found.subject):
                return redirect("activate-code")
            errors = [("", phrases.sentence(error))]
        else:
            return redirect("activate-code")
    context = {
        **_mark(request), "step": 2, "mask": found.mask, "errors": errors,
        "typed": sealing.unseal(request.session[KEPT]["typed"]), "voice": codes.can_call(request),
    }  # fmt: skip
    return render(request, "activation/mobile.html", context, status=429 if errors else 200)


@begun
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, found: identity.Found) -> HttpResponse:
    """Step 3: the code (A4). Another one can be had here; a wrong one costs a try."""
    actor, error = _actor(request), ""
    if request.method == "POST" and "channel" in request.POST:
        try:
            identity.ask_code(actor=actor, subject=found.subject, channel=codes.channel(request))
            return redirect("activate-code")
        except DomainError as refused:
            error = phrases.sentence(refused)
    elif request.method == "POST":
        tried = identity.try_code(actor=actor, subject=found.subject, typed=request.POST.get("code", ""))
        if tried.challenge_id and found.subject.person_id:
            kept = request.session[KEPT]
            person_id = found.subject.person_id
            request.session[KEPT] = {**kept, "person": str(person_id), "challenge": str(tried.challenge_id)}
            return redirect("activate-password")
        error = codes.wrong(tried)
    standing = identity.code_standing(actor.institution_id, found.subject)
    if standing.until is None and request.method != "POST":
        return redirect("activate-mobile")
    context = {
        **_mark(request), "step": 3, "mask": found.mask, "error": error, **codes.shown(request, standing),
        "errors": [("code", error)] if error else [],
    }  # fmt: skip
    return render(request, "activation/code.html", context, status=422 if request.method == "POST" else 200)


@begun
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, found: identity.Found) -> HttpResponse:
    """Step 4: the password (A5), by rules that are read before it is typed."""
    kept, errors, faults = request.session[KEPT], [], []
    if "challenge" not in kept:
        return redirect("activate-code")
    person_id, challenge_id = UUID(kept["person"]), UUID(kept["challenge"])
    try:
        person = identity.person_of_grant(_actor(request).institution_id, person_id, challenge_id)
    except DomainError:
        request.session[KEPT] = {name: kept[name] for name in ("flow", "typed", "at")}
        return render(request, "activation/over.html", {"step": 3}, status=410)
    if request.method == "POST":
        try:
            person = identity.set_account_password(
                actor=_actor(request), person_id=person_id, challenge_id=challenge_id,
                password=request.POST.get("password", ""), agent=codes.agent(request),
            )  # fmt: skip
        except DomainError as error:
            faults = phrases.broken_rules(error)
            errors = [("password", phrases.sentence(error))]
        else:
            return _enter(request, person)
    context = {
        **_mark(request), "step": 4, "errors": errors, "number": person.facts.get("shown_number", ""),
        "rules": codes.rules(identity.password_policy(person.institution_id), faults),
    }  # fmt: skip
    return render(request, "activation/password.html", context, status=422 if errors else 200)


def _enter(request: HttpRequest, person: identity.Person) -> HttpResponse:
    """Straight into the desk; but a new password alone never stands for a second factor."""
    logout(request)  # whoever was logged in on this browser is not who goes on
    if not identity.has_factor(person):
        login(request, person, backend="pishkhan.identity.backend.IdentifierBackend")
    request.session["password_made_at"] = timezone.now().isoformat()
    return redirect("activate-done")


@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The password is made: one press to the desk (A6)."""
    if not request.session.get("password_made_at"):
        return redirect("activate")
    return render(request, "activation/done.html", {"step": 5})
