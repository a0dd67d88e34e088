"""Pages for when something is refused. Each says what happened and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk.api import AT_ONCE
from pishkhan.web.components import numbers
from pishkhan.web.phrases import sentence
from pishkhan.workflow.api import AlreadyDone, Changed, NotYours


def page(request: HttpRequest, status: int, *, message: str = "") -> HttpResponse:
    """The page of a status code."""
    return render(request, f"{status}.html", {"reason": message, "message": message}, status=status)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A verb's refusal that no view turned into words on its own page."""
    if isinstance(error, NotYours):
        return page(request, 404)
    if isinstance(error, AlreadyDone | Changed):
        return page(request, 409, message=sentence(error))
    return page(request, 400, message=sentence(error))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if "TooManyFiles" in type(exception).__name__:
        words = _("So many files do not go in one message. Nothing was sent; go back and choose at most %(n)s.")
        return page(request, 413, message=words % {"n": numbers.bare(AT_ONCE)})
    return page(request, 413 if "RequestDataTooBig" in type(exception).__name__ else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: the template is drawn without request and context processors."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
