"""«ثبت نام»: terms, one's answers, the code of the mobile, the code of the e-mail (D3, D4, E1, E5 to E19).

The profile of the institution says which fields there are, and whether the mobile's code stands in the same form (the
national portal) or on a page of its own (the short way). Without a profile the university makes the accounts: one
goes to the wizard instead (A11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.api import Channel
from pishkhan.plumbing import sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.web import page_of, phrases
from pishkhan.web.middleware import LANGUAGE_COOKIE
from pishkhan.web.portal import captcha, codes, conversation
from pishkhan.web.portal import register_fields as shown
from pishkhan.web.portal.register_fields import CODE_WRONG, Place
from pishkhan.web.portal.settings_views import remember

KEPT = "register"
BACKEND = "pishkhan.identity.backend.IdentifierBackend"


@never_cache
@require_GET
def first(request: HttpRequest) -> HttpResponse:
    """Where both «ثبت نام» lead (E1)."""
    profiles = identity.registration_profiles(_actor(request).institution_id)
    if not profiles or request.user.is_authenticated:
        return redirect("enter" if request.user.is_authenticated else "activate")
    return redirect("register-form", profile=profiles[0].key)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _place(request: HttpRequest, key: str) -> Place:
    """The profile and how far this browser has come. Raises Http404."""
    actor = _actor(request)
    profile = identity.registration_profile(actor.institution_id, key)
    if profile is None:
        raise Http404
    flow = (conversation.current(request, KEPT) or {}).get("flow", "")
    row = identity.registering.of_flow(institution_id=actor.institution_id, key=key, flow=flow)
    return Place(actor, profile, profile.definition, flow, row)


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, profile: str) -> HttpResponse:
    """The terms, then the form on the same page (E5)."""
    place = _place(request, profile)
    with override(place.language or request.LANGUAGE_CODE):
        if place.row is not None and place.row.person_id:
            return redirect("register-done", profile=profile)
        if place.row is not None and conversation.is_strange(request, place.flow, unmarked=True):
            return page_of.refused(request)
        if "forget" in request.POST and place.row is not None:
            identity.registering.forget(place.row)
            request.session.pop(KEPT, None)
            return redirect("register-form", profile=profile)
        if request.method == "POST" and "accept" in request.POST and place.row is None:
            _begin(request, place)
            if place.terms_first:
                return redirect("register-form", profile=profile)
            place = _place(request, profile)
        if place.row is None and place.terms_first:
            return render(request, "register/terms.html", shown.around(place))
        if request.method != "POST":
            return _page(request, place, place.row.answers if place.row else {})
        if place.row is None:
            errors = [("accept", _("Accept the terms first."))]
            return _page(request, place, request.POST, errors=errors, status=422)
        identity.registering.keep(place.row, _posted(request))
        if "channel" in request.POST:
            return _send(request, place)
        return _submit(request, place)


def _begin(request: HttpRequest, place: Place) -> None:
    flow = conversation.begin(request, KEPT)
    identity.registering.begin(actor=place.actor, profile=place.profile, flow=flow)


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _send(request: HttpRequest, place: Place) -> HttpResponse:
    """«پیامک» or «تماس» (E12, E13): a code to the mobile in the form, from now five minutes."""
    error, field, status = "", "code", 422
    try:
        mobile = identity.registration_fields.read_field("mobile", request.POST.get("mobile", ""))
        if not captcha.passed(request):
            error, field = _("The security picture is not right"), "captcha"
        else:
            subject = place.mobile(mobile)
            identity.registering.ask(
                actor=place.actor, row=place.open_row, subject=subject, channel=codes.channel(request)
            )
            status = 200
    except DomainError as refused:
        if refused.code.startswith("mobile."):
            missing = not request.POST.get("mobile", "").strip()
            field, error = "mobile", shown.fault("mobile_missing" if missing else "mobile_wrong")
        else:
            error = phrases.sentence(refused)
    errors = [(field, error)] if error else []
    return _page(request, place, request.POST, errors=errors, status=status)


def _submit(request: HttpRequest, place: Place) -> HttpResponse:
    """«ارسال»: everything that is wrong is said at once, in the order of the form (E16). The code is tried last and
    only when all the rest is right: nothing else may use it up."""
    row = place.open_row
    typed = identity.registration_fields.read(
        institution_id=place.actor.institution_id, fields=place.definition["fields"], raw=_posted(request),
        either=place.definition.get("either", ()),
    )  # fmt: skip
    errors = [(key, shown.fault(fault)) for key, fault in typed.faults.items()]
    mobile = typed.values.get("mobile", "")
    proved = bool(mobile) and identity.registering.mobile_is_proved(row, mobile)
    if place.inline and not proved and not _might_fit(request, place, mobile):
        errors.append(("code", str(CODE_WRONG)))
    if not captcha.passed(request):
        errors.append(("captcha", _("The security picture is not right")))
    if not errors and place.inline and not proved:
        tried = identity.registering.prove_mobile(
            actor=place.actor, row=row, subject=place.mobile(mobile), typed=request.POST.get("code", "")
        )
        if not tried.right:
            errors.append(("code", str(CODE_WRONG)))
    if errors:
        return _page(request, place, request.POST, errors=errors, broken=typed.broken, status=422)
    identity.registering.settle(row, typed)
    if not place.inline and not proved:
        return _ask_and_go(request, place, "register-mobile", place.mobile(mobile), Channel.SMS)
    return _onward(request, place)


def _might_fit(request: HttpRequest, place: Place, mobile: str) -> bool:
    """Whether there is a code to be tried at all; without counting a try."""
    return bool(request.POST.get("code", "").strip() and mobile and codes.is_live(request, place.mobile(mobile)))


def _onward(request: HttpRequest, place: Place) -> HttpResponse:
    """The mobile is proved: is somebody registered already (E17)? Else the e-mail's code (E15), else done."""
    row = place.open_row
    try:
        kind = identity.registering.told_taken(place.actor, row)
    except DomainError as error:
        return _page(request, place, row.answers, errors=[("", phrases.sentence(error))], status=429)
    if kind:
        return _page(request, place, row.answers, taken=kind, status=409)
    if identity.registering.wants_email_code(row):
        return _ask_and_go(request, place, "register-email", place.email(), Channel.EMAIL)
    return _finish(request, place)


def _ask_and_go(
    request: HttpRequest, place: Place, to: str, subject: identity.Subject, channel: Channel
) -> HttpResponse:
    try:
        identity.registering.ask(actor=place.actor, row=place.open_row, subject=subject, channel=channel)
    except DomainError as error:
        if not codes.is_live(request, subject):
            errors = [("", phrases.sentence(error))]
            return _page(request, place, place.open_row.answers, errors=errors, status=429)
    return redirect(to, profile=place.profile.key)


@never_cache
@require_http_methods(["GET", "POST"])
def mobile(request: HttpRequest, profile: str) -> HttpResponse:
    """The mobile (D4): the code on a page of its own; another number or another code can be had."""
    place = _place(request, profile)
    if place.row is None or not place.row.password or place.row.person_id:
        return redirect("register-form", profile=profile)
    with override(place.language or request.LANGUAGE_CODE):
        return _code(request, place, place.mobile(place.row.answers["mobile"]), "register/mobile.html")


@never_cache
@require_http_methods(["GET", "POST"])
def email(request: HttpRequest, profile: str) -> HttpResponse:
    """The second step: the code that went to the e-mail (E15)."""
    place = _place(request, profile)
    if place.row is None or not place.row.password or place.row.person_id or place.row.mobile_at is None:
        return redirect("register-form", profile=profile)
    with override(place.language or request.LANGUAGE_CODE):
        return _code(request, place, place.email(), "register/email.html")


def _code(request: HttpRequest, place: Place, subject: identity.Subject, template: str) -> HttpResponse:
    if conversation.is_strange(request, place.flow):
        return page_of.refused(request)
    by_mail, error = template.endswith("email.html"), ""
    prove = identity.registering.prove_email if by_mail else identity.registering.prove_mobile
    if request.method == "POST" and "channel" in request.POST:
        channel = Channel.EMAIL if by_mail else codes.channel(request)
        try:
            identity.registering.ask(actor=place.actor, row=place.open_row, subject=subject, channel=channel)
            return redirect(request.path)
        except DomainError as refused:
            error = phrases.sentence(refused)
    elif request.method == "POST":
        tried = prove(actor=place.actor, row=place.open_row, subject=subject, typed=request.POST.get("code", ""))
        if tried.right:
            return _onward(request, place)
        error = codes.wrong(tried)
    standing = identity.code_standing(place.actor.institution_id, subject)
    context = {
        **shown.around(place), **codes.shown(request, standing), "by_mail": by_mail, "error": error,
        "errors": [("code", error)] if error else [], "to": subject.destination,
    }  # fmt: skip
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _finish(request: HttpRequest, place: Place) -> HttpResponse:
    """The person is made and goes on logged in; what comes next stands on the last page (E19)."""
    try:
        made = identity.registering.finish(actor=place.actor, row=place.open_row, agent=codes.agent(request))
    except DomainError as error:
        if error.code == "registered":
            return redirect("register-done", profile=place.profile.key)
        if error.code != "registered_already":
            raise
        row = place.open_row
        return _page(request, place, row.answers, taken=str(error.params.get("kind", "")), status=409)
    request.session.pop(KEPT, None)
    login(request, made.person, backend=BACKEND)
    request.session["registered"] = {"profile": place.profile.key, "user_name": sealing.seal(made.user_name)}
    response = redirect("register-done", profile=place.profile.key)
    return remember(response, LANGUAGE_COOKIE, place.language) if place.language else response


@never_cache
@require_GET
def done(request: HttpRequest, profile: str) -> HttpResponse:
    """Registered: complete the profile now, or later (E19)."""
    told = request.session.get("registered") or {}
    if told.get("profile") != profile or not request.user.is_authenticated:
        return redirect("register-form", profile=profile)
    place = _place(request, profile)
    incomplete = bool(place.definition.get("profile"))
    context = {
        **shown.around(place), "incomplete": incomplete,
        "user_name": shown.user_name(sealing.unseal(told["user_name"])),
        "no_password": not request.user.has_usable_password(),
    }  # fmt: skip
    return render(request, "register/done.html", context)


def _page(
    request: HttpRequest, place: Place, raw: Mapping[str, Any], *, errors: list[tuple[str, str]] | None = None,
    broken: Any = (), taken: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The form with what was typed; passwords must be typed again, the page says so."""
    errors = errors or []
    wrong = dict(reversed(errors))
    mobile = shown.stored_mobile(raw)
    subject = place.mobile(mobile) if mobile and place.row else None
    proved = bool(place.row and mobile and identity.registering.mobile_is_proved(place.row, mobile))
    standing = identity.code_standing(place.actor.institution_id, subject) if subject and not proved else None
    policy = identity.password_policy(place.actor.institution_id)
    context = {
        **shown.around(place), "fields": shown.fields(place, raw, wrong), "errors": errors, "taken": taken,
        "taken_words": shown.taken(taken), "rules": codes.rules(policy, broken), "proved": proved,
        "riddle": captcha.riddle(request, wrong.get("captcha", "")), "code_error": wrong.get("code", ""),
        "voice": codes.can_call(request), "accepted": place.row is not None, "posted": request.method == "POST",
        "code": codes.shown(request, standing) if standing and standing.until else None,
    }  # fmt: skip
    return render(request, "register/form.html", context, status=status)
