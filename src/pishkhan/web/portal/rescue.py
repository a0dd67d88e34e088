"""«این شماره در دسترس من نیست»: who lost the number asks the university to change it (A7, F9)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.portal import captcha

PLACES = {"rescue_name": "number", "rescue_contact": "contact", "rescue_words": "words"}


@never_cache
@require_http_methods(["GET", "POST"])
def rescue(request: HttpRequest) -> HttpResponse:
    """The same answer whether anybody has the number. A wrong riddle costs nothing but another riddle."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            _ask(request)
        except DomainError as error:
            faults = error.faults if isinstance(error, Several) else {PLACES.get(error.code, ""): error}
            errors = {"captcha" if each.code == "riddle_wrong" else name: phrases.sentence(each)
                      for name, each in faults.items()}  # fmt: skip
            status = 429 if error.code == "too_many" else 422
        else:
            return redirect("rescue-asked")
    context = {
        "fields": _fields(request, errors), "errors": list(errors.items()),
        "riddle": captcha.riddle(request, errors.get("captcha", "")),
    }  # fmt: skip
    return render(request, "rescue.html", context, status=status)


def _ask(request: HttpRequest) -> None:
    """Raises DomainError riddle_wrong, or as `rescues.ask_rescue`."""
    given = request.POST
    if not captcha.passed(request):
        raise DomainError("riddle_wrong")
    identity.rescues.ask_rescue(
        actor=request.actor, typed=given.get("number", ""), contact=given.get("contact", ""),  # type: ignore[attr-defined]
        words=given.get("words", ""),
    )  # fmt: skip


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given, label = request.POST, request.institution.login_label  # type: ignore[attr-defined]

    def field(name: str, words: str, **more: object) -> Field:
        return Field(
            id=name, name=name, label=words, value=given.get(name, ""), required=True, width="full",
            errors=[errors[name]] if name in errors else (), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        field("number", pick(label) or _("Student number"), latin=True, maxlength=100, autocomplete="username"),
        field("contact", _("A number or e-mail address at which you can be reached"), latin=True, maxlength=100,
              help=_("An officer calls you back there. It does not become the number of your account by itself.")),
        field("words", _("What happened to the old number"), type="textarea", maxlength=500, rows=3,
              help=_("For example: lost, stolen, given back, of another person.")),
    ]  # fmt: skip


@never_cache
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What comes next; the same for everybody."""
    return render(request, "rescue_asked.html")
