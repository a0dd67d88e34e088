"""Every refusal as JSON: a code for programs, a sentence for people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pishkhan.kernel.errors import DomainError
from pishkhan.web import phrases

STATUS = {
    "token_wrong": 401, "scope_missing": 403, "too_many": 429, "push_many": 413, "push_empty": 422,
    "identifier_ambiguous": 409, "list_busy": 409, "not_found": 404,
}  # fmt: skip


def refuse_in(api: NinjaAPI) -> None:
    """Give an API our answers to what goes wrong."""

    def answer(request: HttpRequest, status: int, code: str, message: str, **more: Any) -> HttpResponse:
        response = api.create_response(request, {"code": code, "message": message, **more}, status=status)
        if status == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(DomainError)
    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        status = STATUS.get(error.code, 422)
        response = answer(request, status, error.code, phrases.sentence(error))
        if status == 429:
            response["Retry-After"] = str(60 * int(str(error.params.get("minutes", 1))))
        return response

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, 401, "token_missing", _("Send a token: Authorization: Bearer pk_…"))

    @api.exception_handler(ValidationError)
    def body(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [".".join(str(part) for part in each["loc"]) for each in error.errors]
        words = _("What was sent is not as /api/v1/openapi.json describes it.")
        return answer(request, 422, "body_wrong", words, places=places[:20])

    @api.exception_handler(HttpError)
    def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, "body_broken", _("What was sent is not readable JSON."))

    @api.exception_handler(RequestDataTooBig)
    def large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return answer(request, 413, "body_large", _("What was sent is too large. Send fewer rows at a time."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", _("Nobody here has this identifier."))
