"""How the university is reached, and a question to its support, also by people who cannot log in (E4)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import closed_days, phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.page_of import person_here
from pishkhan.web.portal import captcha

PLACES = {
    "enquiry_name": "name", "enquiry_address": "address", "enquiry_body": "body", "riddle_wrong": "captcha",
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The same answer to everybody. A wrong riddle costs nothing but another riddle; who is logged in has none."""
    errors: dict[str, str] = {}
    status, known = 200, person_here(request) is not None
    if request.method == "POST":
        try:
            _ask(request, known)
        except DomainError as error:
            faults = error.faults.values() if isinstance(error, Several) else [error]
            errors = {PLACES.get(each.code, ""): phrases.sentence(each) for each in faults}
            status = 429 if error.code == "too_many" else 422
        else:
            return redirect("contact-sent")
    institution = request.institution  # type: ignore[attr-defined]
    context = {
        "fields": _fields(request, errors), "errors": list(errors.items()), "known": known,
        "riddle": None if known else captcha.riddle(request, errors.get("captcha", "")),
        "email": institution.texts.get("help", {}).get("email", ""), "closed_soon": closed_days.at_hand(institution.id),
    }  # fmt: skip
    return render(request, "front/contact.html", context, status=status)


def _ask(request: HttpRequest, known: bool) -> None:
    """Raises DomainError riddle_wrong, or as `enquiries.ask`."""
    given = request.POST
    if not known and not captcha.passed(request):
        raise DomainError("riddle_wrong")
    servicedesk.enquiries.ask(
        actor=request.actor, name=given.get("name", ""), address=given.get("address", ""),  # type: ignore[attr-defined]
        body=given.get("body", ""),
    )  # fmt: skip


def _fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    given = request.POST if request.method == "POST" else _known(request)

    def field(name: str, words: str, **more: object) -> Field:
        return Field(
            id=name, name=name, label=words, value=given.get(name, ""), required=True, width="full",
            errors=[errors[name]] if name in errors else (), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        field("name", _("Your name"), maxlength=servicedesk.enquiries.LONGEST_NAME, autocomplete="name"),
        field("address", _("E-mail address for the answer"), type="email", maxlength=254, autocomplete="email"),
        field("body", _("Your question"), type="textarea", rows=6, maxlength=servicedesk.enquiries.LONGEST_BODY,
              help=_("Write no password and no code here; nobody of the university asks for them.")),
    ]  # fmt: skip


def _known(request: HttpRequest) -> dict[str, str]:
    """Name and address of who is logged in."""
    person = person_here(request)
    if person is None:
        return {}
    reached = identity.recipient_of(person.pk)
    return {"name": identity.names([person.pk]).get(person.pk, ""), "address": reached.email}


@never_cache
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "front/contact_sent.html")
